package app.sembang.leads;

import app.sembang.companies.Companies;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.ConversationStatus;
import app.sembang.conversations.Desk;
import app.sembang.conversations.Desk.SoldItem;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.leads.LeadStage.Outcome;
import app.sembang.sales.Sale;
import app.sembang.sales.Sales;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Ids;
import app.sembang.shared.Money;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.TableFile;
import app.sembang.shared.TableFormat;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Leads as a board and as a list; an agent sees those of contacts of own conversations.
@RestController
@RequestMapping("/api/v1/leads")
@Tag(name = "Leads")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class LeadController {
    private static final int ON_THE_BOARD = 50;
    private static final int MOST_REASONS = 20;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal LARGEST = new BigDecimal("1000000000000");

    private final CompanyTransactions transactions;
    private final LeadStages stages;
    private final LeadStore leads;
    private final LeadExport export;
    private final Contacts contacts;
    private final Companies companies;
    private final Desk desk;
    private final Sales sales;
    private final InstantSource clock;

    LeadController(
            CompanyTransactions transactions,
            LeadStages stages,
            LeadStore leads,
            LeadExport export,
            Contacts contacts,
            Companies companies,
            Desk desk,
            Sales sales,
            InstantSource clock) {
        this.transactions = transactions;
        this.stages = stages;
        this.leads = leads;
        this.export = export;
        this.contacts = contacts;
        this.companies = companies;
        this.desk = desk;
        this.sales = sales;
        this.clock = clock;
    }

    @GetMapping("/board")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show the board: each stage with its leads, what they are worth and what to expect of them")
    Lead.Board board(
            Member me,
            @RequestParam(name = "q") @Nullable @Size(max = 200) String words,
            @RequestParam(defaultValue = "moved") LeadStore.Order sort) {
        return transactions.as(me.access(), () -> {
            var currency = currency(me.company());
            var sums = leads.sums(me.company(), currency).stream()
                    .collect(Collectors.toMap(LeadStore.Sum::stage, Function.identity()));
            var columns = new ArrayList<Lead.Column>();
            var forecast = BigDecimal.ZERO;
            for (var stage : stages.all(me.company())) {
                var sum = Optional.ofNullable(sums.get(stage.id()))
                        .orElse(new LeadStore.Sum(stage.id(), 0, BigDecimal.ZERO));
                var expected = stage.outcome() == Outcome.OPEN
                        ? sum.amount()
                                .multiply(BigDecimal.valueOf(stage.probability()))
                                .divide(HUNDRED)
                        : BigDecimal.ZERO;
                forecast = forecast.add(expected);
                var first = page(
                        me,
                        new LeadStore.Filter(stage.id(), null, null, Texts.blankAsNull(words)),
                        sort,
                        null,
                        ON_THE_BOARD);
                columns.add(new Lead.Column(
                        stage,
                        sum.count(),
                        money(sum.amount(), currency),
                        money(expected, currency),
                        first.items(),
                        first.next()));
            }
            return new Lead.Board(columns, money(forecast, currency));
        });
    }

    private static Money money(BigDecimal amount, String currency) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return Money.of(amount.setScale(digits, RoundingMode.HALF_UP), currency);
    }

    private String currency(CompanyId company) {
        return companies.find(company).orElseThrow().currency();
    }

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List leads, the ones that moved last first, the best score first or the highest value first")
    Page<Lead> list(
            Member me,
            @RequestParam @Nullable UUID stage,
            @Parameter(schema = @Schema(implementation = Outcome.class)) @RequestParam @Nullable Outcome outcome,
            @RequestParam(name = "contact") @Nullable ContactId contact,
            @RequestParam(name = "q") @Nullable @Size(max = 200) String words,
            @RequestParam(defaultValue = "moved") LeadStore.Order sort,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var filter = new LeadStore.Filter(stage, outcome, contact, Texts.blankAsNull(words));
        var place = after == null ? null : LeadStore.Place.from(after, sort);
        return transactions.as(me.access(), () -> page(me, filter, sort, place, limit));
    }

    @GetMapping(
            path = "/export",
            produces = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @Operation(
            summary = "Take the list out as a file: the same leads the member sees in it, in the same order",
            description = "All of them, however many. A lead that moves meanwhile stands where it stood.")
    @TableFile
    void export(
            Member me,
            @RequestParam @Nullable UUID stage,
            @Parameter(schema = @Schema(implementation = Outcome.class)) @RequestParam @Nullable Outcome outcome,
            @RequestParam(name = "contact") @Nullable ContactId contact,
            @RequestParam(name = "q") @Nullable @Size(max = 200) String words,
            @RequestParam(defaultValue = "moved") LeadStore.Order sort,
            @RequestParam(defaultValue = "csv") TableFormat format,
            HttpServletResponse response)
            throws IOException {
        var filter = new LeadStore.Filter(stage, outcome, contact, Texts.blankAsNull(words));
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, format.attachment("leads"));
        response.setContentType(format.contentType());
        export.write(me, filter, sort, format, response.getOutputStream());
    }

    private Page<Lead> page(
            Member me, LeadStore.Filter filter, LeadStore.Order sort, LeadStore.@Nullable Place place, int limit) {
        return Page.of(
                leads.list(me.company(), filter, sort, place, limit + 1),
                limit,
                lead -> LeadStore.Place.of(lead, sort).text());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Add a lead for a contact")
    Lead create(Member me, @Valid @RequestBody Lead.Draft draft) {
        return transactions.as(me.access(), () -> {
            if (!contacts.exists(me.company(), draft.contactId())) {
                throw Refusal.invalid("contactId", "is no contact the member sees");
            }
            var stage = draft.stageId() == null
                    ? stages.all(me.company()).getFirst()
                    : stages.require(me.company(), draft.stageId());
            if (stage.outcome() != Outcome.OPEN) throw Refusal.invalid("stageId", "A lead begins as open.");
            leads.open(me.company(), draft.contactId()).ifPresent(other -> {
                throw openAlready(other.id());
            });
            var id = Ids.next();
            boolean added = leads.insert(
                    me.company(),
                    id,
                    draft.contactId(),
                    stage,
                    Texts.blankAsNull(draft.title()),
                    checked(me.company(), draft.amount(), "amount"),
                    null,
                    clock.instant());
            if (!added) {
                throw openAlready(leads.open(me.company(), draft.contactId())
                        .map(Lead::id)
                        .orElse(id));
            }
            return require(me, id);
        });
    }

    @GetMapping("/lost-reasons")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List why leads were lost, the most frequent reason first")
    Page<Lead.LostReason> lostReasons(Member me) {
        return transactions.as(me.access(), () -> new Page<>(leads.lostReasons(me.company(), MOST_REASONS), null));
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read a lead")
    Lead find(Member me, @PathVariable UUID id) {
        return transactions.as(me.access(), () -> require(me, id));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Change what a lead is about or may bring")
    Lead change(Member me, @PathVariable UUID id, @Valid @RequestBody Lead.Change change) {
        return transactions.as(me.access(), () -> {
            var before = locked(me, id);
            if (before.saleId() != null && (change.amount() != null || Boolean.TRUE.equals(change.noAmount()))) {
                throw Refusal.invalid("amount", "is what the sale says");
            }
            var amount = Boolean.TRUE.equals(change.noAmount())
                    ? null
                    : change.amount() == null ? before.amount() : checked(me.company(), change.amount(), "amount");
            leads.update(
                    me.company(),
                    id,
                    change.title() == null ? before.title() : Texts.blankAsNull(change.title()),
                    amount);
            return require(me, id);
        });
    }

    @PutMapping("/{id}/stage")
    @Operation(
            summary = "Move a lead to a stage; to win one needs its sale, to lose one a reason",
            description = "A won stage needs `saleAmount`, or `productsSold` that make it up. The sale closes the"
                    + " contact's open conversation, where there is one; products leave the stock. Asked for again it"
                    + " changes nothing. Moved out of a won stage, the lead's sale is taken back, and the conversation it"
                    + " closed is open again.")
    Lead move(Member me, @PathVariable UUID id, @Valid @RequestBody Lead.MoveTo wanted) {
        var asked = transactions.as(me.access(), () -> asked(me, id, wanted));
        if (asked.stage().id().equals(asked.lead().stageId())) return asked.lead();
        if (asked.stage().outcome() == Outcome.WON) return win(me, asked, wanted);
        takeBack(me, asked);
        return transactions.as(me.access(), () -> {
            var before = locked(me, id);
            if (!asked.stage().id().equals(before.stageId())) {
                leads.move(
                        me.company(), before, asked.stage(), asked.lostReason(), null, me.id(), null, clock.instant());
            }
            return require(me, id);
        });
    }

    /// A move that may be made.
    ///
    /// @param conversation the open one that a sale closes
    /// @param sale what had won the lead until now
    private record Asked(
            Lead lead,
            LeadStage stage,
            @Nullable String lostReason,
            @Nullable ConversationId conversation,
            @Nullable Sale sale) {}

    private Asked asked(Member me, UUID id, Lead.MoveTo wanted) {
        var lead = require(me, id);
        var stage = stages.all(me.company()).stream()
                .filter(one -> one.id().equals(wanted.stageId()))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("stageId", "is no stage of this company"));
        var reason = stage.outcome() == Outcome.LOST ? Texts.blankAsNull(wanted.lostReason()) : null;
        if (stage.outcome() == Outcome.LOST && reason == null) {
            throw Refusal.invalid("lostReason", "is needed: say why it was lost");
        }
        boolean wins = stage.outcome() == Outcome.WON && lead.outcome() != Outcome.WON;
        if (wins && wanted.saleAmount() == null && sold(wanted).isEmpty()) {
            throw Refusal.invalid("saleAmount", "is needed: a lead is won by a sale");
        }
        if (stage.outcome() == Outcome.OPEN && lead.outcome() != Outcome.OPEN) {
            leads.open(me.company(), lead.contactId()).ifPresent(other -> {
                throw openAlready(other.id());
            });
        }
        return new Asked(
                lead,
                stage,
                reason,
                wins ? leads.openConversation(me.company(), lead.contactId()).orElse(null) : null,
                lead.saleId() == null
                        ? null
                        : sales.find(me.company(), lead.saleId()).orElse(null));
    }

    private static List<SoldItem> sold(Lead.MoveTo wanted) {
        return Objects.requireNonNullElse(wanted.productsSold(), List.of());
    }

    private static Refusal openAlready(UUID other) {
        return new Refusal(
                Refusal.Kind.CONFLICT, "lead-open", "The contact has an open lead already.", Map.of("lead", other));
    }

    /// Whoever is not the first of many finds the lead won.
    private Lead win(Member me, Asked asked, Lead.MoveTo wanted) {
        var id = asked.lead().id();
        var sale = new Desk.Ending(
                ConversationStatus.COMPLETED,
                checked(me.company(), wanted.saleAmount(), "saleAmount"),
                sold(wanted),
                wanted.paymentMethod(),
                wanted.notes(),
                id);
        if (asked.conversation() != null) {
            try {
                desk.complete(me, asked.conversation(), sale);
                return find(me, id);
            } catch (Refusal refused) {
                if (!refused.code().equals("conversation-closed")) throw refused;
            }
        }
        return transactions.as(me.access(), () -> {
            var lead = locked(me, id);
            if (lead.outcome() == Outcome.WON) return lead;
            transactions.widen();
            sales.sell(me.company(), lead.contactId(), id, sale, me.id(), clock.instant());
            return require(me, id);
        });
    }

    /// What had won the lead is no sale any more; the lead is where it was before.
    private void takeBack(Member me, Asked asked) {
        var sale = asked.sale();
        if (sale == null || sale.reversedAt() != null) return;
        if (sale.conversationId() != null) {
            desk.reopen(me, sale.conversationId());
            return;
        }
        transactions.run(me.company(), () -> sales.reverse(me.company(), sale.id(), me.id(), clock.instant()));
    }

    @GetMapping("/{id}/sale")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read the sale that won a lead")
    Sale sale(Member me, @PathVariable UUID id) {
        return transactions.as(
                me.access(),
                () -> Optional.ofNullable(require(me, id).saleId())
                        .flatMap(sale -> sales.find(me.company(), sale))
                        .orElseThrow(() -> Refusal.notFound("sale of lead", id)));
    }

    @GetMapping("/{id}/moves")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Read how a lead came to where it stands, oldest first")
    Page<Lead.Move> moves(Member me, @PathVariable UUID id) {
        return transactions.as(me.access(), () -> {
            require(me, id);
            return new Page<>(leads.moves(me.company(), id), null);
        });
    }

    private Lead locked(Member me, UUID id) {
        if (!leads.lock(me.company(), id)) throw Refusal.notFound("lead", id);
        return require(me, id);
    }

    private Lead require(Member me, UUID id) {
        return leads.find(me.company(), id).orElseThrow(() -> Refusal.notFound("lead", id));
    }

    private @Nullable Money checked(CompanyId company, @Nullable Money amount, String field) {
        if (amount == null) return null;
        var currency = currency(company);
        if (!amount.currency().equals(currency)) {
            throw Refusal.invalid(field, "Prices are in %s.".formatted(currency));
        }
        if (amount.value().signum() < 0 || amount.value().compareTo(LARGEST) >= 0) {
            throw Refusal.invalid(field, "is below zero or beyond what a sale can be");
        }
        return amount;
    }
}
