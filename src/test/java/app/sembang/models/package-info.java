@NullMarked
package app.sembang.models;

import org.jspecify.annotations.NullMarked;
