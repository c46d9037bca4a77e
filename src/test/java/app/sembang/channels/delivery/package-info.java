@NullMarked
package app.sembang.channels.delivery;

import org.jspecify.annotations.NullMarked;
