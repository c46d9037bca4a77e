package app.sembang.identity;

import app.sembang.companies.PlatformSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/platform-settings")
@Tag(name = "Platform")
@AllowedTo(Role.SUPER_ADMIN)
class PlatformSettingsController {
    private final PlatformSettings settings;

    PlatformSettingsController(PlatformSettings settings) {
        this.settings = settings;
    }

    @GetMapping
    @Operation(summary = "Show the settings of the installation")
    PlatformSettings.Values show() {
        return settings.read();
    }

    @PatchMapping
    @Operation(
            summary = "Change settings of the installation",
            description = "What is left out stays; an empty `supportEmail` removes it.")
    PlatformSettings.Values change(Member me, @Valid @RequestBody PlatformSettings.Change change) {
        return settings.change(change, me.id());
    }
}
