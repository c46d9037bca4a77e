@NullMarked
package app.sembang.database;

import org.jspecify.annotations.NullMarked;
