package app.sembang;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {
    @Test
    void modulesUseOnlyWhatTheySayTheyUse() {
        ApplicationModules.of(Application.class).verify();
    }
}
