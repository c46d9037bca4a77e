/// The demo companies, made once through the public facades, and the pages on which a visitor plays the
/// customer. Everything here is there only with `SEMBANG_DEMO`.
@ApplicationModule
@NullMarked
package app.sembang.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
