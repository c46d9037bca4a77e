package app.sembang.conversations;

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

/// What a company wants to know of every conversation: the number of an order, why somebody wrote.
@RestController
@RequestMapping("/api/v1/conversation-fields")
@Tag(name = "Conversations")
class ConversationFields extends OwnFieldController {
    private final FieldValues values;

    ConversationFields(
            CompanyTransactions transactions,
            FieldPresets presets,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit) {
        super(FieldPresets.Of.CONVERSATION, transactions, presets, companies, jdbc, audit);
        this.values = new FieldValues(FieldPresets.Of.CONVERSATION, jdbc);
    }

    FieldValues values() {
        return values;
    }

    @Override
    protected void empty(CompanyId company, UUID field) {
        values.empty(company, field);
    }
}
