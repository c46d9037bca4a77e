package app.sembang.knowledge;

import app.sembang.audit.AuditLog;
import app.sembang.companies.Outlets;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Questions of customers with a company's answers; each is found from the moment it is written.
@Component
public class Faqs {
    static final int MOST = 2000;

    private final CompanyTransactions transactions;
    private final FaqStore store;
    private final KnowledgeStore knowledge;
    private final Outlets outlets;
    private final AuditLog audit;
    private final InstantSource clock;

    Faqs(
            CompanyTransactions transactions,
            FaqStore store,
            KnowledgeStore knowledge,
            Outlets outlets,
            AuditLog audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.store = store;
        this.knowledge = knowledge;
        this.outlets = outlets;
        this.audit = audit;
        this.clock = clock;
    }

    /// Newest first.
    public List<Faq> list(CompanyId company, @Nullable FaqId after, int limit) {
        return transactions.inside(company, () -> store.list(company, after, limit));
    }

    /// @throws Refusal `not-found` where the company has no such question
    public Faq find(CompanyId company, FaqId id) {
        return transactions.inside(company, () -> store.find(company, id).orElseThrow(() -> notFound(id)));
    }

    /// @param by null where the product itself does it
    public Faq add(CompanyId company, Faq.Draft draft, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            if (store.count(company) >= MOST) {
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "knowledge-full",
                        "A company has at most %d questions with answers.".formatted(MOST));
            }
            if (draft.outletId() != null) outlets.requireActive(company, draft.outletId(), "outletId");
            var now = now();
            var validity = draft.validity() == null ? Validity.ALWAYS : draft.validity();
            var faq = write(
                    company,
                    new Faq(
                            FaqId.next(),
                            draft.question().strip(),
                            draft.answer().strip(),
                            draft.language(),
                            draft.outletId(),
                            validity,
                            false,
                            now,
                            now),
                    by);
            audit.record(company, by, "faq_added", faq.id(), Map.of(), Map.of("question", faq.question()));
            return faq;
        });
    }

    public Faq change(CompanyId company, FaqId id, Faq.Change change, @Nullable MemberId by) {
        return transactions.inside(company, () -> {
            var before = store.lock(company, id).orElseThrow(() -> notFound(id));
            var question = kept(change.question(), before.question(), "question");
            var answer = kept(change.answer(), before.answer(), "answer");
            boolean sameWords = question.equals(before.question()) && answer.equals(before.answer());
            var after = write(
                    company,
                    new Faq(
                            id,
                            question,
                            answer,
                            change.language() == null && sameWords ? before.language() : change.language(),
                            outlets.changed(
                                    company, before.outletId(), change.outletId(), change.everyOutlet(), "outletId"),
                            change.validity() == null ? before.validity() : change.validity(),
                            false,
                            before.createdAt(),
                            now()),
                    by);
            audit.recordChange(company, by, "faq_changed", id, before, after, "answer", "changedAt");
            return after;
        });
    }

    private static String kept(@Nullable String wanted, String before, String field) {
        if (wanted == null) return before;
        if (wanted.isBlank()) throw Refusal.invalid(field, "must not be blank");
        return wanted.strip();
    }

    /// Works out what its words tell: the language where none is named, and whom it speaks to.
    private Faq write(CompanyId company, Faq faq, @Nullable MemberId by) {
        faq.validity().check();
        var wording = Wording.of(faq.question(), faq.answer());
        var whole = new Faq(
                faq.id(),
                faq.question(),
                faq.answer(),
                faq.language() == null ? wording.language() : faq.language(),
                faq.outletId(),
                faq.validity(),
                wording.suspicious(),
                faq.createdAt(),
                faq.changedAt());
        store.put(company, whole, wording.hash(), by);
        knowledge.stampAnew(company);
        return store.find(company, faq.id()).orElseThrow(() -> notFound(faq.id()));
    }

    /// From this moment no search finds it.
    public void remove(CompanyId company, FaqId id, @Nullable MemberId by) {
        transactions.inside(company, () -> {
            var known = store.lock(company, id).orElseThrow(() -> notFound(id));
            store.delete(company, id);
            knowledge.stampAnew(company);
            audit.record(company, by, "faq_removed", id, Map.of("question", known.question()), Map.of());
            return known;
        });
    }

    private static Refusal notFound(FaqId id) {
        return Refusal.notFound("question", id);
    }

    /// As the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
