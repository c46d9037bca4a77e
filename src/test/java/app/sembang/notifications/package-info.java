@NullMarked
package app.sembang.notifications;

import org.jspecify.annotations.NullMarked;
