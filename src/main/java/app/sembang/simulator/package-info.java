/// A local stand-in for the vendors Sembang talks to, for tests, the benchmark and the demo: a plain HTTP
/// server that speaks their wire formats, plays their customers and fails on demand. [Simulator] starts it;
/// [TelegramBot] is one bot seen from Telegram's side. It imports nothing of Sembang, so that it can run as
/// a process of its own.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package app.sembang.simulator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
