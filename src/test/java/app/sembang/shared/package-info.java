@NullMarked
package app.sembang.shared;

import org.jspecify.annotations.NullMarked;
