/// What the channels of Meta have in common, and the two that speak the same language: Messenger and Instagram.
@NullMarked
package app.sembang.channels.meta;

import org.jspecify.annotations.NullMarked;
