package app.sembang.contacts;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldPresets;
import app.sembang.fields.FieldValues;
import app.sembang.fields.OwnFieldController;
import app.sembang.shared.CompanyId;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a company wants to know of every contact. Everybody in it fills them in, admins decide on them.
@RestController
@RequestMapping("/api/v1/contact-fields")
@Tag(name = "Contacts")
class ContactFields extends OwnFieldController {
    private final FieldValues values;

    ContactFields(
            CompanyTransactions transactions,
            FieldPresets presets,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit) {
        super(FieldPresets.Of.CONTACT, transactions, presets, companies, jdbc, audit);
        this.values = new FieldValues(FieldPresets.Of.CONTACT, jdbc);
    }

    FieldValues values() {
        return values;
    }

    @Override
    protected void empty(CompanyId company, UUID field) {
        values.empty(company, field);
    }
}
