@NullMarked
package app.sembang.catalog;

import org.jspecify.annotations.NullMarked;
