/// Sends what is said to customers: in order, at the vendor's pace, and never twice by itself.
@NullMarked
package app.sembang.channels.delivery;

import org.jspecify.annotations.NullMarked;
