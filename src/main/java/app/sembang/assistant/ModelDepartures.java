package app.sembang.assistant;

import app.sembang.database.CompanyTransactions;
import app.sembang.models.Models;
import app.sembang.models.Purpose;
import app.sembang.privacy.ProcessingRecord;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// Notes which of the contact's messages go to whom, before they do: an answer that never comes does not bring them
/// back. The two large vendors work in the United States; where another server stands only the company knows.
@Component
class ModelDepartures {
    private final ProcessingRecord processing;
    private final CompanyTransactions transactions;

    ModelDepartures(ProcessingRecord processing, CompanyTransactions transactions) {
        this.processing = processing;
        this.transactions = transactions;
    }

    /// For [Models#ask]; where the same goes there again it is not noted twice.
    Consumer<Models.Destination> of(CompanyId company, Collection<MessageId> messages, Purpose purpose) {
        var gone = new HashSet<Models.Destination>();
        return to -> {
            if (!gone.add(to)) return;
            boolean american = to.vendors() && List.of("anthropic", "openai").contains(to.provider());
            transactions.run(
                    company,
                    () -> processing.note(
                            company,
                            messages,
                            to.provider(),
                            to.model(),
                            american ? "US" : "ZZ",
                            purpose.name().toLowerCase(Locale.ROOT)));
        };
    }
}
