package app.sembang.identity;

import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/me")
@Tag(name = "People")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MeController {
    private final Members members;
    private final Sessions sessions;
    private final Views views;

    MeController(Members members, Sessions sessions, Views views) {
        this.members = members;
        this.sessions = sessions;
        this.views = views;
    }

    record Change(@Nullable Language language) {}

    @GetMapping
    @Operation(summary = "Show who is signed in, or looks into the company")
    Profile me(Member me) {
        return views.find(me.company(), me.id()).map(views::profile).orElseGet(() -> members.profile(me));
    }

    @PatchMapping
    @Operation(summary = "Change one's own language")
    Profile change(Member me, @RequestBody Change change) {
        var language = change.language();
        if (language == null) {
            return members.profile(me);
        }
        var changed = members.speak(me, language);
        sessions.forget(me.id());
        return members.profile(changed);
    }
}
