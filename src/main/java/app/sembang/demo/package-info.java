/// The demo companies, made once through the public facades.
@ApplicationModule
@NullMarked
package app.sembang.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
