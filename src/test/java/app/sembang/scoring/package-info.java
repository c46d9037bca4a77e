@NullMarked
package app.sembang.scoring;

import org.jspecify.annotations.NullMarked;
