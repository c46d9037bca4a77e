package app.sembang.contacts;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldPresets;
import app.sembang.fields.OwnField;
import app.sembang.fields.OwnFields;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a company wants to know of every contact. Everybody in it fills them in, admins decide on them.
@RestController
@RequestMapping("/api/v1/contact-fields")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
class ContactFields {
    private final CompanyTransactions transactions;
    private final OwnFields fields;
    private final FieldPresets presets;
    private final Companies companies;
    private final JdbcClient jdbc;

    ContactFields(
            CompanyTransactions transactions,
            FieldPresets presets,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit) {
        this.transactions = transactions;
        this.fields = new OwnFields("contact_field", jdbc, audit);
        this.presets = presets;
        this.companies = companies;
        this.jdbc = jdbc;
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the company's own fields of contacts, in their order")
    Page<OwnField> list(Member me) {
        return transactions.as(me.access(), () -> new Page<>(all(me.company()), null));
    }

    List<OwnField> all(CompanyId company) {
        return fields.all(company);
    }

    /// Each value in the one form of its field, in a transaction of the company.
    Map<UUID, String> checked(CompanyId company, Map<UUID, String> wanted) {
        return fields.checked(
                company, wanted, companies.find(company).orElseThrow().currency());
    }

    @GetMapping("/presets")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(
            summary = "List fields of contacts that are usual in the company's field of business",
            description = "Without those the company has; each is made as any other field.")
    Page<FieldPresets.Preset> presets(
            Member me, @Parameter(description = "The company's by default") @RequestParam @Nullable Language language) {
        var company = companies.find(me.company()).orElseThrow();
        var had = transactions.as(me.access(), () -> all(me.company()));
        var words = language == null ? company.preferredLanguage() : language;
        return new Page<>(presets.of(company, FieldPresets.Of.CONTACT, words, had), null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a field of a kind that checks what is written into it")
    OwnField create(Member me, @Valid @RequestBody OwnField.Draft draft) {
        return transactions.as(me.access(), () -> fields.create(me.company(), draft, me.id()));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Rename a field or change its choices")
    OwnField change(Member me, @PathVariable UUID id, @Valid @RequestBody OwnField.Change change) {
        return transactions.as(me.access(), () -> fields.change(me.company(), id, change, me.id()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a field and what it says of every contact")
    void remove(Member me, @PathVariable UUID id) {
        transactions.<@Nullable Object>as(me.access(), () -> {
            fields.remove(
                    me.company(),
                    id,
                    me.id(),
                    emptied -> jdbc.sql(
                                    "delete from contact_field_value where company_id = :company and field_id = :id")
                            .param("company", me.company().value())
                            .param("id", emptied)
                            .update());
            return null;
        });
    }
}
