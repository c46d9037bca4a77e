@NullMarked
package app.sembang.assistant;

import org.jspecify.annotations.NullMarked;
