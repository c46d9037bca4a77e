/// Values every module speaks: ids, money, languages, refusals. No Spring, no SQL.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package app.sembang.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
