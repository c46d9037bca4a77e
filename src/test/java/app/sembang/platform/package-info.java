@NullMarked
package app.sembang.platform;

import org.jspecify.annotations.NullMarked;
