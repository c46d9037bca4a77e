@NullMarked
package app.sembang.sales;

import org.jspecify.annotations.NullMarked;
