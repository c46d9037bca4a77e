package app.sembang.identity;

import app.sembang.shared.MemberId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

@RestController
@RequestMapping("/api/v1/teams")
@Tag(name = "People")
@AllowedTo(Role.COMPANY_ADMIN)
class TeamsController {
    private final Teams teams;

    TeamsController(Teams teams) {
        this.teams = teams;
    }

    /// @param members in place of those before; left out: they stay
    record TeamDraft(
            @NotBlank @Size(max = 100) String name,
            @Nullable @Size(max = 1000) List<@NotNull MemberId> members) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the teams and who is in them")
    Page<Teams.Team> list(Member me) {
        return new Page<>(teams.all(me.company()), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a team")
    Teams.Team create(Member me, @Valid @RequestBody TeamDraft team) {
        return teams.find(me.company(), teams.create(me, team.name(), team.members()));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a team, and say who is in it")
    Teams.Team change(Member me, @PathVariable UUID id, @Valid @RequestBody TeamDraft team) {
        teams.change(me, id, team.name(), team.members());
        return teams.find(me.company(), id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a team; its people stay")
    void delete(Member me, @PathVariable UUID id) {
        teams.delete(me, id);
    }
}
