@NullMarked
package app.sembang;

import org.jspecify.annotations.NullMarked;
