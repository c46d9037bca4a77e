package app.sembang.access;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/api-keys")
@Tag(name = "API keys")
@AllowedTo(Role.COMPANY_ADMIN)
class ApiKeyController {
    private final ApiKeys keys;

    ApiKeyController(ApiKeys keys) {
        this.keys = keys;
    }

    record NewKey(
            @NotBlank @Size(max = 100) String name,
            @NotEmpty Set<@NotNull ApiScope> scopes,
            @Nullable Instant expiresAt) {}

    /// @param key what the program sends as `Authorization: Bearer …`; shown this once
    record MadeKey(ApiKey apiKey, String key) {}

    @GetMapping
    @Operation(summary = "List the company's API keys")
    Page<ApiKey> list(Member me) {
        return new Page<>(keys.all(me), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Make an API key",
            description = "It acts in your name within its scopes, and ends when you no longer work here.")
    MadeKey create(Member me, @Valid @RequestBody NewKey wanted) {
        var made = keys.create(me, wanted.name(), wanted.scopes(), wanted.expiresAt());
        return new MadeKey(made.key(), made.text());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Revoke an API key")
    void revoke(Member me, @PathVariable UUID id) {
        keys.revoke(me, id);
    }
}
