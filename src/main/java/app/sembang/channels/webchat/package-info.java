/// The chat of a website: the wire of the widget, whose visitors have no vendor between them and us.
/// Owns `webchat_visitor`, `webchat_site`, `webchat_site_text`.
@NullMarked
package app.sembang.channels.webchat;

import org.jspecify.annotations.NullMarked;
