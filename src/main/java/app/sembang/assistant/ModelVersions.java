package app.sembang.assistant;

import app.sembang.assistant.ModelVersion.Setup;
import app.sembang.assistant.ModelVersion.State;
import app.sembang.audit.AuditLog;
import app.sembang.database.Access;
import app.sembang.database.AfterCommit;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.Kind;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How companies set up their assistants. Making a version never activates it. Works inside a transaction
/// of the company and outside of any.
@Component
public class ModelVersions {
    private static final int MOST = 1000;

    private final CompanyTransactions transactions;
    private final ModelVersionStore store;
    private final AuditLog audit;
    private final Clock clock;
    private final Cache<CompanyId, Optional<ModelVersion>> answering = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(2))
            .build();

    ModelVersions(CompanyTransactions transactions, ModelVersionStore store, AuditLog audit, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /// The one that answers; empty where the company has activated none, so that templates alone do.
    public Optional<ModelVersion> active(CompanyId company) {
        return transactions.inside(company, () -> store.active(company));
    }

    /// As [#active], for the message path: what another process changed is seen within two seconds.
    Optional<ModelVersion> answering(CompanyId company) {
        var known = answering.getIfPresent(company);
        if (known != null) return known;
        var active = active(company);
        answering.put(company, active);
        return active;
    }

    private void forget(CompanyId company) {
        AfterCommit.run(() -> answering.invalidate(company));
    }

    /// Whether the company has never made one.
    public boolean none(CompanyId company) {
        return transactions.inside(company, () -> store.nextNumber(company) == 1);
    }

    public ModelVersion find(CompanyId company, ModelVersionId id) {
        return transactions.inside(company, () -> require(company, id));
    }

    /// Of whatever conversations the reader may see.
    ModelVersionFigures figures(Access reader, ModelVersionId id) {
        return transactions.as(reader, () -> {
            require(reader.company(), id);
            return store.figures(reader.company(), id);
        });
    }

    private ModelVersion require(CompanyId company, ModelVersionId id) {
        return store.find(company, id).orElseThrow(() -> Refusal.notFound("model version", id));
    }

    /// The newest first.
    List<ModelVersion> list(CompanyId company, @Nullable Integer below, int limit) {
        return transactions.inside(company, () -> store.list(company, below, limit));
    }

    /// @param parent the version it is copied from
    /// @param by null where the product itself does it
    public ModelVersion create(CompanyId company, Setup setup, @Nullable ModelVersionId parent, @Nullable MemberId by) {
        check(setup);
        return transactions.inside(company, () -> {
            int number = store.nextNumber(company);
            if (number > MOST) {
                throw new Refusal(
                        Kind.CONFLICT,
                        "too-many-model-versions",
                        "A company has at most %d model versions; delete some.".formatted(MOST),
                        Map.of("most", MOST));
            }
            var now = now();
            var version = new ModelVersion(
                    ModelVersionId.next(), number, State.DRAFT, setup.complete(number), parent, now, now, null);
            store.insert(company, version, by);
            audit.record(company, by, "model_version_created", version.id());
            return version;
        });
    }

    /// An own draft with the same setup.
    ModelVersion duplicate(CompanyId company, ModelVersionId id, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            var known = require(company, id);
            return create(company, known.setup().unnamed(), id, by);
        });
    }

    ModelVersion change(CompanyId company, ModelVersionId id, Setup setup, MemberId by) {
        check(setup);
        return transactions.inside(company, () -> {
            var known = require(company, id);
            requireDraft(known);
            store.update(company, id, setup.complete(known.number()), now());
            audit.record(company, by, "model_version_changed", id);
            return require(company, id);
        });
    }

    private static void requireDraft(ModelVersion known) {
        if (known.state() == State.DRAFT) return;
        throw new Refusal(
                Kind.CONFLICT,
                "model-version-used",
                "Version %d has answered customers and stays as it is; copy it.".formatted(known.number()),
                Map.of("state", known.state().value()));
    }

    /// One that answered nobody can go.
    void remove(CompanyId company, ModelVersionId id, MemberId by) {
        transactions.inside(company, () -> {
            requireDraft(require(company, id));
            store.delete(company, id);
            audit.record(company, by, "model_version_deleted", id);
            return id;
        });
    }

    /// From now on this one answers; the one before is kept, and activated again takes over as quickly.
    /// Harmless for the one that is active.
    public ModelVersion activate(CompanyId company, ModelVersionId id, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            store.lock(company);
            var known = require(company, id);
            if (known.state() == State.ACTIVE) return known;
            store.retireActive(company);
            store.activate(company, id, now());
            forget(company);
            audit.record(company, by, "model_version_activated", id);
            return require(company, id);
        });
    }

    /// Templates alone answer from now on. Harmless for one that is not active.
    ModelVersion deactivate(CompanyId company, ModelVersionId id, MemberId by) {
        return transactions.inside(company, () -> {
            store.lock(company);
            if (require(company, id).state() == State.ACTIVE) {
                store.retireActive(company);
                forget(company);
                audit.record(company, by, "model_version_retired", id);
            }
            return require(company, id);
        });
    }

    private static void check(Setup setup) {
        if (setup.sure().offer() > setup.sure().send()) {
            throw Refusal.invalid(
                    "certainty.offer", "What is sent is offered as well: this is at most what is sent from.");
        }
        for (var rule : setup.allRules()) {
            var reply = rule.reply();
            if (rule.then() == ModelVersion.Rule.Effect.REPLY && (reply == null || reply.isBlank())) {
                throw Refusal.invalid("rules", "A rule that replies needs its reply.");
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
