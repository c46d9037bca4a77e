@NullMarked
package app.sembang.language;

import org.jspecify.annotations.NullMarked;
