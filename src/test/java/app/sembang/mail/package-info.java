@NullMarked
package app.sembang.mail;

import org.jspecify.annotations.NullMarked;
