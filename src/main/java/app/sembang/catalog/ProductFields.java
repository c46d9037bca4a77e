package app.sembang.catalog;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Companies;
import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldPresets;
import app.sembang.fields.OwnFieldController;
import app.sembang.shared.CompanyId;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a company wants to know of every product.
@RestController
@RequestMapping("/api/v1/product-fields")
@Tag(name = "Products")
class ProductFields extends OwnFieldController {
    private final ProductStore store;

    ProductFields(
            CompanyTransactions transactions,
            ProductStore store,
            FieldPresets presets,
            Companies companies,
            JdbcClient jdbc,
            AuditLog audit) {
        super(FieldPresets.Of.PRODUCT, transactions, presets, companies, jdbc, audit);
        this.store = store;
    }

    @Override
    protected void empty(CompanyId company, UUID field) {
        store.emptyField(company, field);
    }
}
