package app.sembang.privacy;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.privacy.Exports.Export;
import app.sembang.shared.ContactId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class ExportController {
    private final Exports exports;

    ExportController(Exports exports) {
        this.exports = exports;
    }

    @PostMapping("/contacts/{id}/exports")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Make a copy of all that is kept of a contact",
            description =
                    "A ZIP: `<table>.jsonl` for rows, `media/` for files. When it is `ready` it has a `link`, which"
                            + " works once and for 24 hours.")
    Export copyContact(Member me, @PathVariable ContactId id) {
        return exports.request(me.company(), id, me.id());
    }

    @GetMapping("/contacts/{id}/exports/{exportId}")
    @Operation(summary = "Show how far a copy of a contact's data is, and where to download it")
    Export showContactCopy(Member me, @PathVariable ContactId id, @PathVariable UUID exportId) {
        return exports.find(me.company(), id, exportId);
    }

    @PostMapping("/company/exports")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Make a copy of the whole company's data",
            description = "As for a contact. Keys, sessions and hashes of secrets are left out.")
    Export copyCompany(Member me) {
        return exports.request(me.company(), null, me.id());
    }

    @GetMapping("/company/exports")
    @Operation(summary = "List the company's last copies, newest first")
    Page<Export> listCompanyCopies(Member me) {
        return new Page<>(exports.ofCompany(me.company()), null);
    }

    @GetMapping("/company/exports/{id}")
    @Operation(summary = "Show how far a copy of the company's data is, and where to download it")
    Export showCompanyCopy(Member me, @PathVariable UUID id) {
        return exports.find(me.company(), null, id);
    }
}
