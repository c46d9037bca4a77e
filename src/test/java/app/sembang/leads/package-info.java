@NullMarked
package app.sembang.leads;

import org.jspecify.annotations.NullMarked;
