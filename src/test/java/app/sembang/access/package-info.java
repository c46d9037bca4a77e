@NullMarked
package app.sembang.access;

import org.jspecify.annotations.NullMarked;
