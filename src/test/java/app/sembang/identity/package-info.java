@NullMarked
package app.sembang.identity;

import org.jspecify.annotations.NullMarked;
