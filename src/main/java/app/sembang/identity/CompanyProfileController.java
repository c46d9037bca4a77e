package app.sembang.identity;

import app.sembang.companies.CompanyProfile;
import app.sembang.companies.CompanyProfiles;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/api/v1/company")
@Tag(name = "Company")
@AllowedTo(Role.COMPANY_ADMIN)
class CompanyProfileController {
    private final CompanyProfiles profiles;

    CompanyProfileController(CompanyProfiles profiles) {
        this.profiles = profiles;
    }

    @GetMapping
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show one's own company")
    CompanyProfile show(Member me) {
        return profiles.find(me.company());
    }

    @PatchMapping
    @Operation(
            summary = "Change what the company says of itself",
            description = "What is left out stays; an empty text removes it; `contact`, `businessHours`,"
                    + " `additionalLanguages` and `awayTexts` are replaced as a whole. A new country brings its currency,"
                    + " time zone and date format, unless they are given too. An earlier `slug` goes on leading here.")
    CompanyProfile change(Member me, @Valid @RequestBody CompanyProfile.Change change) {
        return profiles.change(me.company(), change, me.id());
    }

    /// For the description only.
    record LogoUpload(
            @Schema(type = "string", format = "binary") String file) {}

    @PutMapping("/logo")
    @Operation(
            summary = "Set the logo",
            description = "PNG, JPEG or WebP of at most 512 KB.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = LogoUpload.class))))
    CompanyProfile setLogo(
            Member me, @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        if (file == null || file.isEmpty()) {
            throw Refusal.invalid("file", "Send the picture as multipart/form-data.");
        }
        try (var picture = file.getInputStream()) {
            return profiles.setLogo(me.company(), file.getOriginalFilename(), picture, me.id());
        }
    }

    @DeleteMapping("/logo")
    @Operation(summary = "Remove the logo")
    CompanyProfile removeLogo(Member me) {
        return profiles.removeLogo(me.company(), me.id());
    }
}
