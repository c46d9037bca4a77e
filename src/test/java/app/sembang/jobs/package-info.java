@NullMarked
package app.sembang.jobs;

import org.jspecify.annotations.NullMarked;
