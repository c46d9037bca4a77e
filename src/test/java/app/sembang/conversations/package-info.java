@NullMarked
package app.sembang.conversations;

import org.jspecify.annotations.NullMarked;
