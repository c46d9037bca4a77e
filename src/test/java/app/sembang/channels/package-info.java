@NullMarked
package app.sembang.channels;

import org.jspecify.annotations.NullMarked;
