@NullMarked
package app.sembang.channels.telegram;

import org.jspecify.annotations.NullMarked;
