package app.sembang.templates;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// From when on a company's templates answer.
@RestController
@RequestMapping("/api/v1/template-certainty")
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class TemplateCertaintyController {
    private final Templates templates;

    TemplateCertaintyController(Templates templates) {
        this.templates = templates;
    }

    @GetMapping
    @Operation(summary = "Read how sure a template must be before it answers")
    TemplateCertainty read(Member me) {
        return templates.certainty(me.company());
    }

    @PutMapping
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Say how sure a template must be before it answers",
            description = "What is less sure is left to the assistant or a person. It counts from the next message on.")
    TemplateCertainty change(Member me, @Valid @RequestBody TemplateCertainty certainty) {
        return templates.be(me.access(), certainty);
    }
}
