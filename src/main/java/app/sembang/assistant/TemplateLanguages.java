package app.sembang.assistant;

import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Language;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// In which languages customers write, to be set beside those the templates are written in.
@RestController
@Tag(name = "Templates")
@AllowedTo({Role.COMPANY_ADMIN, Role.VIEWER})
class TemplateLanguages {
    private static final Duration LOOKED_AT = Duration.ofDays(90);

    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final Clock clock;

    TemplateLanguages(CompanyTransactions transactions, JdbcClient jdbc, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Schema(name = "WrittenLanguage")
    record Written(Language language, int conversations) {}

    @Schema(name = "WrittenLanguages")
    record WrittenLanguages(List<Written> items) {}

    @GetMapping("/api/v1/templates/languages")
    @Operation(
            summary = "Count the conversations of the last 90 days by the language their customers write in",
            description =
                    "The most frequent first; conversations whose language is not known, and blocked ones, are left out.")
    WrittenLanguages languages(Member me) {
        return new WrittenLanguages(transactions.as(
                me.access(),
                () -> jdbc.sql("""
                        select language, count(*) as conversations from conversation
                         where company_id = :company and last_activity_at >= :since
                           and language is not null and blocked_at is null
                         group by language
                         order by conversations desc, language
                        """)
                        .param("company", me.company().value())
                        .param("since", clock.instant().minus(LOOKED_AT).atOffset(ZoneOffset.UTC))
                        .query((row, number) ->
                                new Written(Language.from(row.getString("language")), row.getInt("conversations")))
                        .list()));
    }
}
