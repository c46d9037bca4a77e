/// Which process works on whose events: 64 lanes shared out by leases in the database.
@NullMarked
package app.sembang.channels.lanes;

import org.jspecify.annotations.NullMarked;
