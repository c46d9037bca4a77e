@NullMarked
package app.sembang.privacy;

import org.jspecify.annotations.NullMarked;
