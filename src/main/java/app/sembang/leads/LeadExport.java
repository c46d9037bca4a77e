package app.sembang.leads;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.shared.TableFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// A list of leads as a file.
@Component
class LeadExport {
    private static final int AT_ONCE = 500;
    private static final List<String> HEADING = List.of(
            "contact",
            "score",
            "about",
            "stage",
            "outcome",
            "value",
            "currency",
            "responsible",
            "channel",
            "lost reason",
            "created",
            "moved",
            "closed");
    private static final Set<String> NUMBERS = Set.of("score", "value");

    private final CompanyTransactions transactions;
    private final LeadStages stages;
    private final LeadStore leads;
    private final AuditLog audit;

    LeadExport(CompanyTransactions transactions, LeadStages stages, LeadStore leads, AuditLog audit) {
        this.transactions = transactions;
        this.stages = stages;
        this.leads = leads;
        this.audit = audit;
    }

    /// The order is taken once, so that who moves meanwhile is neither missed nor there twice; what is said of each is
    /// read part by part, in transactions of the member, and no part stays in memory.
    void write(Member me, LeadStore.Filter filter, LeadStore.Order order, TableFormat format, OutputStream out)
            throws IOException {
        var names = transactions.as(me.access(), () -> stages.all(me.company())).stream()
                .collect(Collectors.toMap(LeadStage::id, Function.identity()));
        var ids = transactions.as(me.access(), () -> leads.ids(me.company(), filter, order));
        int written = 0;
        var file = format.to(out, HEADING, NUMBERS);
        try {
            for (int from = 0; from < ids.size(); from += AT_ONCE) {
                var part = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
                var rows = transactions.as(me.access(), () -> leads.find(me.company(), part));
                for (var lead : rows) file.write(cells(lead, names));
                written += rows.size();
            }
        } finally {
            var facts = Map.<String, Object>of("leads", written);
            transactions.run(
                    me.company(), () -> audit.record(me.company(), me.id(), "leads_exported", null, Map.of(), facts));
        }
        file.close();
    }

    private static List<String> cells(Lead lead, Map<UUID, LeadStage> stages) {
        var score = lead.score();
        var amount = lead.amount();
        return List.of(
                text(lead.contactName()),
                score == null ? "" : String.valueOf(score.score()),
                text(lead.title()),
                name(stages.get(lead.stageId())),
                lead.outcome().value(),
                amount == null ? "" : amount.amount(),
                amount == null ? "" : amount.currency(),
                text(lead.assigneeName()),
                lead.channel() == null ? "" : lead.channel().value(),
                text(lead.lostReason()),
                lead.createdAt().toString(),
                lead.changedAt().toString(),
                lead.closedAt() == null ? "" : lead.closedAt().toString());
    }

    /// @param stage null: it was added since
    private static String name(@Nullable LeadStage stage) {
        return stage == null ? "" : stage.name() == null ? text(stage.key()) : stage.name();
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
