@NullMarked
package app.sembang.companies;

import org.jspecify.annotations.NullMarked;
