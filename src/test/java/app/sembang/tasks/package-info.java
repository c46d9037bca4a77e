@NullMarked
package app.sembang.tasks;

import org.jspecify.annotations.NullMarked;
