@NullMarked
package app.sembang.channels.webchat;

import org.jspecify.annotations.NullMarked;
