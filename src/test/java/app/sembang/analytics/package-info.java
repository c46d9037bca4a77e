@NullMarked
package app.sembang.analytics;

import org.jspecify.annotations.NullMarked;
