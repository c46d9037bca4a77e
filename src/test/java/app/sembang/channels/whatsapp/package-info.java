@NullMarked
package app.sembang.channels.whatsapp;

import org.jspecify.annotations.NullMarked;
