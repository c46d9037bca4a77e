@NullMarked
package app.sembang.media;

import org.jspecify.annotations.NullMarked;
