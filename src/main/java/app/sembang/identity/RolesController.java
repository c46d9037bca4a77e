package app.sembang.identity;

import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Who may do what, read from the endpoints themselves, and the roles a company makes for itself.
@RestController
@RequestMapping("/api/v1/roles")
@Tag(name = "People")
@AllowedTo(Role.COMPANY_ADMIN)
class RolesController {
    private final CustomRoles customRoles;
    private final RequestMappingHandlerMapping routes;

    RolesController(
            CustomRoles customRoles, @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.customRoles = customRoles;
        this.routes = routes;
    }

    /// @param roles the built-in roles that have all of it
    record Right(Permission permission, List<Role> roles) {}

    /// @param permission that gives it to a custom role; null: built-in roles only
    record GuardedEndpoint(
            String method,
            String path,
            List<Role> roles,
            @Nullable Permission permission) {}

    record RightsMatrix(
            List<Right> permissions, List<CustomRoles.CustomRole> customRoles, List<GuardedEndpoint> endpoints) {}

    /// @param base decides which conversations are seen and whether new ones are given
    record NewRole(
            @NotBlank @Size(max = 100) String name,
            @NotNull Role base,
            @NotNull Set<@NotNull Permission> permissions) {}

    /// What is null stays as it is.
    record RoleChange(
            @Nullable @Size(min = 1, max = 100) String name,
            @Nullable Role base,
            @Nullable Set<@NotNull Permission> permissions) {}

    @GetMapping
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show who may do what", description = "Made from the endpoints themselves.")
    RightsMatrix show(Member me) {
        var endpoints = endpoints();
        var rights = Arrays.stream(Permission.values())
                .map(permission -> new Right(
                        permission,
                        Arrays.stream(Role.values())
                                .filter(role -> endpoints.stream().anyMatch(one -> permission == one.permission()))
                                .filter(role -> endpoints.stream()
                                        .filter(one -> permission == one.permission())
                                        .allMatch(one -> one.roles().contains(role)))
                                .toList()))
                .toList();
        return new RightsMatrix(rights, customRoles.all(me.company()), endpoints);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a role of one's own")
    CustomRoles.CustomRole create(Member me, @Valid @RequestBody NewRole role) {
        return customRoles.find(me.company(), customRoles.create(me, role.name(), role.base(), role.permissions()));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Change a role of one's own", description = "Counts at once for who has it.")
    CustomRoles.CustomRole change(Member me, @PathVariable UUID id, @Valid @RequestBody RoleChange change) {
        var name = change.name();
        if (name != null && name.isBlank()) {
            throw Refusal.invalid("name", "must not be blank");
        }
        customRoles.change(me, id, name, change.base(), change.permissions());
        return customRoles.find(me.company(), id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a role nobody has")
    void delete(Member me, @PathVariable UUID id) {
        customRoles.delete(me, id);
    }

    private List<GuardedEndpoint> endpoints() {
        return routes.getHandlerMethods().entrySet().stream()
                .flatMap(route -> route.getKey().getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/v1/"))
                        .flatMap(path -> route.getKey().getMethodsCondition().getMethods().stream()
                                .flatMap(method -> allowedTo(route.getValue()).stream()
                                        .filter(allowed -> allowed.value().length > 0)
                                        .map(allowed -> endpoint(method.name(), path, allowed)))))
                .sorted(Comparator.comparing(GuardedEndpoint::path).thenComparing(GuardedEndpoint::method))
                .toList();
    }

    private static GuardedEndpoint endpoint(String method, String path, AllowedTo allowed) {
        var roles = Arrays.asList(allowed.value());
        return new GuardedEndpoint(
                method,
                path,
                roles,
                roles.contains(Role.COMPANY_ADMIN) ? Permission.of(method, path).orElse(null) : null);
    }

    private static Optional<AllowedTo> allowedTo(HandlerMethod endpoint) {
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(endpoint.getMethod(), AllowedTo.class))
                .or(() -> Optional.ofNullable(
                        AnnotatedElementUtils.findMergedAnnotation(endpoint.getBeanType(), AllowedTo.class)));
    }
}
