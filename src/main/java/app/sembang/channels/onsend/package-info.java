/// OnSend, a gateway to WhatsApp numbers paired with a device: texts in, texts out, and nothing Meta has approved.
@NullMarked
package app.sembang.channels.onsend;

import org.jspecify.annotations.NullMarked;
