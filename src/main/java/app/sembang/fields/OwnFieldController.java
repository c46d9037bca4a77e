package app.sembang.fields;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/// The fields a company has made for one kind of thing. Everybody in it reads them, admins decide on them. Who has such
/// fields extends this at its own address, and owns their table: see [OwnFields].
@AllowedTo(Role.COMPANY_ADMIN)
public abstract class OwnFieldController {
    private final FieldPresets.Of of;
    private final CompanyTransactions transactions;
    private final OwnFields fields;
    private final FieldPresets presets;
    private final Companies companies;

    protected OwnFieldController(
            FieldPresets.Of of,
            CompanyTransactions transactions,
            FieldPresets presets,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit) {
        this.of = of;
        this.transactions = transactions;
        this.fields = new OwnFields(of.value() + "_field", jdbc, audit);
        this.presets = presets;
        this.companies = companies;
    }

    /// Removes what is written into the field.
    protected abstract void empty(CompanyId company, UUID field);

    /// In their order, in a transaction of the company.
    public List<OwnField> all(CompanyId company) {
        return fields.all(company);
    }

    /// Each value in the one form of its field, in a transaction of the company.
    public Map<UUID, String> checked(CompanyId company, Map<UUID, String> wanted) {
        return fields.checked(
                company, wanted, companies.find(company).orElseThrow().currency());
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's own fields of these, in their order")
    public Page<OwnField> list(Member me) {
        return transactions.as(me.access(), () -> new Page<>(all(me.company()), null));
    }

    @GetMapping("/presets")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "List fields that are usual in the company's field of business",
            description = "Without those the company has; each is made as any other field.")
    public Page<FieldPresets.Preset> presets(
            Member me, @Parameter(description = "The company's by default") @RequestParam @Nullable Language language) {
        var company = companies.find(me.company()).orElseThrow();
        var had = transactions.as(me.access(), () -> all(me.company()));
        var words = language == null ? company.preferredLanguage() : language;
        return new Page<>(presets.of(company, of, words, had), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a field of a kind that checks what is written into it")
    public OwnField create(Member me, @Valid @RequestBody OwnField.Draft draft) {
        return transactions.as(me.access(), () -> fields.create(me.company(), draft, me.id()));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a field or change its choices")
    public OwnField change(Member me, @PathVariable UUID id, @Valid @RequestBody OwnField.Change change) {
        return transactions.as(me.access(), () -> fields.change(me.company(), id, change, me.id()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a field and all that is written into it")
    public void remove(Member me, @PathVariable UUID id) {
        transactions.run(
                me.company(), () -> fields.remove(me.company(), id, me.id(), emptied -> empty(me.company(), emptied)));
    }
}
