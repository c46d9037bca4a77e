package app.sembang.scoring;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.scoring.BehaviourScore.Code;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a company's customers write that tells how near they are to buying, besides the usual word lists. A score that
/// is worked out later reads them; earlier ones stay as they were.
@RestController
@RequestMapping("/api/v1/scoring/phrases")
@Tag(name = "Scoring")
@AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
class ScoringPhrases {
    /// What words can say; the others follow from times and from the whole conversation.
    private static final Set<Code> SAID = EnumSet.of(
            Code.COMMIT,
            Code.PAY,
            Code.PRICE,
            Code.SPEC,
            Code.EXIST,
            Code.POSITIVE,
            Code.BROWSE,
            Code.OBJECT,
            Code.DEFER,
            Code.NOINT);

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    ScoringPhrases(
            CompanyTransactions transactions, JdbcClient jdbc, AuditLog audit, ApplicationEventPublisher events) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    record Changed(CompanyId company) {}

    /// @param code what the phrases tell
    record SignPhrases(
            @NotNull Code code, @NotNull @Size(max = 100) List<@NotBlank @Size(min = 2, max = 60) String> phrases) {}

    /// One entry for each thing that words can tell, with the company's phrases of it.
    record CompanyPhrases(@NotNull @Size(max = 10) List<@NotNull @Valid SignPhrases> items) {}

    @GetMapping
    @Operation(summary = "Read which phrases of the company's own count for the score, besides the usual ones")
    CompanyPhrases find(Member me) {
        return transactions.as(me.access(), () -> shown(of(me.company())));
    }

    @PutMapping
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Replace the company's own phrases",
            description = "They are found as messages are read: case, endings and chat spellings do not matter.")
    CompanyPhrases replace(Member me, @Valid @RequestBody CompanyPhrases wanted) {
        for (int i = 0; i < wanted.items().size(); i++) {
            if (!SAID.contains(wanted.items().get(i).code())) {
                throw Refusal.invalid("items[%d].code".formatted(i), "No words tell this.");
            }
        }
        return transactions.as(me.access(), () -> {
            var before = of(me.company());
            jdbc.sql("delete from scoring_phrase where company_id = :company")
                    .param("company", me.company().value())
                    .update();
            for (var item : wanted.items()) insert(me.company(), item);
            var after = of(me.company());
            if (!before.equals(after)) {
                events.publishEvent(new Changed(me.company()));
                audit.record(me.company(), me.id(), "scoring_phrases_changed", null, facts(before), facts(after));
            }
            return shown(after);
        });
    }

    private static Map<String, Object> facts(Map<Code, List<String>> phrases) {
        return Map.of("phrases", phrases.values().stream().mapToInt(List::size).sum());
    }

    private void insert(CompanyId company, SignPhrases item) {
        jdbc.sql("""
                insert into scoring_phrase (company_id, code, phrase, position)
                select :company, :code, phrase, min(position)
                  from unnest(cast(:phrases as text[])) with ordinality as given (phrase, position)
                 group by phrase
                on conflict do nothing
                """)
                .param("company", company.value())
                .param("code", item.code().name())
                .param(
                        "phrases",
                        item.phrases().stream()
                                .map(phrase -> phrase.strip().toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .update();
    }

    private static CompanyPhrases shown(Map<Code, List<String>> phrases) {
        return new CompanyPhrases(Arrays.stream(Code.values())
                .filter(SAID::contains)
                .map(code -> new SignPhrases(code, phrases.getOrDefault(code, List.of())))
                .toList());
    }

    /// Works inside a transaction of the company and outside of any.
    Map<Code, List<String>> of(CompanyId company) {
        record Row(Code code, String phrase) {}
        return transactions.inside(
                company,
                () -> jdbc
                        .sql(
                                "select code, phrase from scoring_phrase where company_id = :company order by code, position")
                        .param("company", company.value())
                        .query((row, number) -> new Row(Code.valueOf(row.getString("code")), row.getString("phrase")))
                        .list()
                        .stream()
                        .collect(groupingBy(Row::code, mapping(Row::phrase, toList()))));
    }
}
