@NullMarked
package app.sembang.channels.meta;

import org.jspecify.annotations.NullMarked;
