package app.sembang.identity;

import app.sembang.database.CompanyTransactions;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/sessions")
@Tag(name = "Me")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class SessionsController {
    private final Sessions sessions;
    private final CompanyTransactions transactions;

    SessionsController(Sessions sessions, CompanyTransactions transactions) {
        this.sessions = sessions;
        this.transactions = transactions;
    }

    @GetMapping
    @Operation(summary = "List where one is signed in")
    Page<Sessions.Browser> list(@Parameter(hidden = true) SignedIn who) {
        var me = who.getPrincipal();
        return new Page<>(sessions.list(me.company(), me.id(), who.session()), null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign out of one browser")
    void end(Member me, @PathVariable UUID id) {
        sessions.end(me, id);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Sign out everywhere else")
    void endOthers(@Parameter(hidden = true) SignedIn who) {
        var me = who.getPrincipal();
        transactions.run(me.company(), () -> sessions.endAll(me.company(), me.id(), who.session(), me.id()));
    }
}
