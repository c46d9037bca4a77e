@NullMarked
package app.sembang.channels.login;

import org.jspecify.annotations.NullMarked;
