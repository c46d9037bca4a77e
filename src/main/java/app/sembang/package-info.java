/// Sembang: one application, one module per package. Arrows between modules point down; a test verifies them.
@NullMarked
package app.sembang;

import org.jspecify.annotations.NullMarked;
