package app.sembang.models;

import app.sembang.shared.CompanyId;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.Assert;

/// The language models of a company. Never called inside a transaction: a model may take seconds.
@Component
public class Models {
    Models() {}

    /// Has a provider that is switched on, by its own key or by the platform's.
    public boolean configured(CompanyId company) {
        return false;
    }

    public Result ask(CompanyId company, Purpose purpose, ModelRequest request) {
        return ask(company, purpose, request, _ -> {});
    }

    /// Tells the text as it comes. Once some was told, a failure is final: nothing is asked twice.
    public Result ask(CompanyId company, Purpose purpose, ModelRequest request, Consumer<String> onText) {
        Assert.state(!TransactionSynchronizationManager.isActualTransactionActive(), "A transaction is open");
        return new Result.Unavailable(Result.Reason.NOT_CONFIGURED, "No model is configured.");
    }
}
