@NullMarked
package app.sembang.knowledge;

import org.jspecify.annotations.NullMarked;
