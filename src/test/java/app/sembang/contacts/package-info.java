@NullMarked
package app.sembang.contacts;

import org.jspecify.annotations.NullMarked;
