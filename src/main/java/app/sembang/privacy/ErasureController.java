package app.sembang.privacy;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.privacy.Erasures.Erasure;
import app.sembang.shared.ContactId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/contacts/{id}/erasure")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class ErasureController {
    private final Erasures erasures;

    ErasureController(Erasures erasures) {
        this.erasures = erasures;
    }

    record ErasureRequest(@NotNull Ground ground) {}

    @PutMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Erase a contact for good",
            description =
                    "Names, addresses, messages, notes, files and what vendors delivered go. Of a conversation that"
                            + " ended in a sale the sale stays, without the contact. Whoever writes from the same account later is"
                            + " a new contact. Asked for again it answers with what is known.")
    Erasure erase(Member me, @PathVariable ContactId id, @Valid @RequestBody ErasureRequest request) {
        if (request.ground() == Ground.RETENTION) {
            throw Refusal.invalid("ground", "is for the company's own rule only");
        }
        return erasures.request(me.company(), id, request.ground(), me.id());
    }

    @GetMapping
    @Operation(summary = "Show how far an erasure is, and its proof by counts")
    Erasure show(Member me, @PathVariable ContactId id) {
        return erasures.find(me.company(), id);
    }
}
