@NullMarked
package app.sembang.channels.onsend;

import org.jspecify.annotations.NullMarked;
