@NullMarked
package app.sembang.channels.lanes;

import org.jspecify.annotations.NullMarked;
