package app.sembang.platform;

import app.sembang.shared.PresentClock;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The time every module asks for; a test puts a fixed one in its place.
@Configuration(proxyBeanMethods = false)
class Clocks {
    @Bean
    Clock clock() {
        return new PresentClock();
    }
}
