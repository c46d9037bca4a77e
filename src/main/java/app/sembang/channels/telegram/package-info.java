/// Telegram's Bot API: what comes in, what goes out, files and taps on buttons.
@NullMarked
package app.sembang.channels.telegram;

import org.jspecify.annotations.NullMarked;
