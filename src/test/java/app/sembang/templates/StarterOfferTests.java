package app.sembang.templates;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.Products;
import app.sembang.companies.Companies;
import app.sembang.database.Access;
import app.sembang.database.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// On a database of its own, for it is about the first start.
class StarterOfferTests {
    @Test
    void theFirstStartOffersTemplatesToEveryCompanyOnce() throws SQLException, InterruptedException {
        var settings = TestDatabase.shared().environment(TestDatabase.shared().scratch());
        var starters = StarterTemplates.all(JsonMapper.shared());
        try (var product = Products.start(settings)) {
            var templates = product.getBean(Templates.class);
            assertThat(templates.all(Companies.PLATFORM))
                    .hasSameSizeAs(starters)
                    .allMatch(Template::global)
                    .allMatch(Template::active);

            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Boolean> start = () -> {
                    templates.offerStarters();
                    return true;
                };
                threads.invokeAll(List.of(start, start, start));
            }
            var first = templates.all(Companies.PLATFORM).getFirst();
            templates.revise(
                    Access.company(Companies.PLATFORM),
                    first.id(),
                    starters.stream()
                            .filter(draft -> draft.name().equals(first.name()))
                            .findFirst()
                            .orElseThrow());
        }
        try (var product = Products.start(settings)) {
            assertThat(product.getBean(Templates.class).all(Companies.PLATFORM)).hasSameSizeAs(starters);
        }
    }
}
