@NullMarked
package app.sembang.secrets;

import org.jspecify.annotations.NullMarked;
