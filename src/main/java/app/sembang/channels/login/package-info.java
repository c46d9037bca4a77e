/// Accounts connected by Meta's own dialogs, with the apps of the platform: who is asked, what may be
/// chosen from, and what is missing.
@NullMarked
package app.sembang.channels.login;

import org.jspecify.annotations.NullMarked;
