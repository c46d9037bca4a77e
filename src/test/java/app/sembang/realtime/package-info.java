@NullMarked
package app.sembang.realtime;

import org.jspecify.annotations.NullMarked;
