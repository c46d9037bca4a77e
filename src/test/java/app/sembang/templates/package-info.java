@NullMarked
package app.sembang.templates;

import org.jspecify.annotations.NullMarked;
