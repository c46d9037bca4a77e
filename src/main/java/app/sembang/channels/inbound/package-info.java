/// From a vendor's POST to the thread: the door that proves and stores, the drain that hands over.
@NullMarked
package app.sembang.channels.inbound;

import org.jspecify.annotations.NullMarked;
