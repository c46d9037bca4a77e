package app.sembang.templates;

import static org.springframework.http.HttpStatus.CREATED;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The placeholders responses may use beyond those built in.
@RestController
@RequestMapping("/api/v1/template-variables")
@Tag(name = "Templates")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class TemplateVariableController {
    private final Templates templates;

    TemplateVariableController(Templates templates) {
        this.templates = templates;
    }

    @GetMapping
    @Operation(summary = "List the company's own placeholders and the global ones, by name")
    Page<TemplateVariable> list(Member me) {
        return new Page<>(templates.variables(me.company()), null);
    }

    @PostMapping
    @ResponseStatus(CREATED)
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
    @Operation(summary = "Add a placeholder, or change the values of the one with that name")
    TemplateVariable define(Member me, @RequestBody VariableDraft draft) {
        return templates.define(me.access(), draft);
    }
}
