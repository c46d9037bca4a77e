@NullMarked
package app.sembang.connections;

import org.jspecify.annotations.NullMarked;
