package app.sembang.contacts;

import app.sembang.contacts.ContactMerges.Joined;
import app.sembang.contacts.ContactMerges.Suspicion;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ContactId;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Which contacts are one person; decided by people, and taken back by them.
@RestController
@RequestMapping("/api/v1/contacts")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class ContactMergeController {
    private static final int MOST = 50;

    private final ContactMerges merges;

    ContactMergeController(ContactMerges merges) {
        this.merges = merges;
    }

    /// @param contactId who turned out to be the same person
    record NewContactMerge(@NotNull ContactId contactId) {}

    @GetMapping("/duplicates")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List pairs of contacts that share a number or an address")
    Page<Suspicion> duplicates(Member me) {
        return new Page<>(merges.duplicates(me, null, MOST), null);
    }

    @GetMapping("/{id}/duplicates")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List contacts that share a number or an address with this one")
    Page<Suspicion> duplicatesOf(Member me, @PathVariable ContactId id) {
        return new Page<>(merges.duplicates(me, id, MOST), null);
    }

    @PutMapping("/{id}/duplicates/{otherId}/refusal")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Say that two contacts are two people; nobody is asked again")
    void tellApart(Member me, @PathVariable ContactId id, @PathVariable ContactId otherId) {
        merges.tellApart(me, id, otherId);
    }

    @GetMapping("/{id}/merges")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List who was joined to a contact, newest first")
    Page<Joined> list(Member me, @PathVariable ContactId id) {
        return new Page<>(merges.joined(me, id), null);
    }

    @PostMapping("/{id}/merges")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Join another contact to this one",
            description =
                    "Channels, conversations and notes stand under this one; tags and fields it lacks are taken over.")
    ContactRow merge(Member me, @PathVariable ContactId id, @Valid @RequestBody NewContactMerge wanted) {
        return merges.merge(me, id, wanted.contactId());
    }

    @DeleteMapping("/{id}/merges/{mergeId}")
    @Operation(summary = "Part two contacts again; gives back the one that was joined")
    ContactRow split(Member me, @PathVariable ContactId id, @PathVariable UUID mergeId) {
        return merges.split(me, id, mergeId);
    }
}
