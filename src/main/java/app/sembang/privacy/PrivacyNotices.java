package app.sembang.privacy;

import app.sembang.audit.AuditLog;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.shared.Texts;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Who answers for privacy in a company, and what its customers are told. Shown to everybody at `/privacy/{slug}`.
@RestController
@RequestMapping("/api/v1/privacy-notice")
@Tag(name = "Privacy")
@AllowedTo(Role.COMPANY_ADMIN)
class PrivacyNotices {
    private static final int LONGEST = 20_000;
    private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};

    private final CompanyTransactions transactions;
    private final AuditLog audit;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    PrivacyNotices(CompanyTransactions transactions, AuditLog audit, JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.audit = audit;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /// @param texts by language, plain text, an empty line between paragraphs
    @Schema(name = "PrivacyNotice")
    record Notice(
            @Nullable @Size(max = 200) String officerName,
            @Nullable @Email @Size(max = 254) String officerEmail,

            @Nullable @Pattern(regexp = "\\+?[0-9 ()-]{3,30}", message = "is not a phone number")
            String officerPhone,

            @NotNull Map<Language, String> texts) {
        static final Notice NONE = new Notice(null, null, null, Map.of());
    }

    @GetMapping
    @Operation(summary = "Show the company's privacy officer and notice")
    Notice show(Member me) {
        return of(me.company());
    }

    @PutMapping
    @Operation(
            summary = "Change the company's privacy officer and notice",
            description = "Public at once: /privacy/{slug}.")
    Notice change(Member me, @Valid @RequestBody Notice notice) {
        var texts = new EnumMap<Language, String>(Language.class);
        notice.texts().forEach((language, text) -> {
            if (text == null || text.isBlank()) {
                return;
            }
            if (text.length() > LONGEST) {
                throw Refusal.invalid("texts." + language.tag(), "must have at most 20000 characters");
            }
            texts.put(language, Texts.storable(text.strip()));
        });
        var tagged = new HashMap<String, String>();
        texts.forEach((language, text) -> tagged.put(language.tag(), text));
        var kept = new Notice(
                blankless(notice.officerName()),
                blankless(notice.officerEmail()),
                blankless(notice.officerPhone()),
                texts);
        return transactions.in(me.company(), () -> {
            jdbc.sql("""
                    insert into privacy_notice (company_id, officer_name, officer_email, officer_phone, texts, updated_at)
                    values (:company, :name, :email, :phone, cast(:texts as jsonb), :now)
                    on conflict (company_id) do update
                       set officer_name = excluded.officer_name, officer_email = excluded.officer_email,
                           officer_phone = excluded.officer_phone, texts = excluded.texts, updated_at = excluded.updated_at
                    """)
                    .param("company", me.company().value())
                    .param("name", kept.officerName())
                    .param("email", kept.officerEmail())
                    .param("phone", kept.officerPhone())
                    .param("texts", json.writeValueAsString(tagged))
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            audit.record(
                    me.company(),
                    me.id(),
                    "privacy_notice_changed",
                    "privacy_notice",
                    Map.of(),
                    Map.of("languages", tagged.keySet().stream().sorted().toList()));
            return kept;
        });
    }

    Notice of(CompanyId company) {
        return transactions.in(
                company,
                () -> jdbc.sql("""
                        select officer_name, officer_email, officer_phone, texts from privacy_notice
                         where company_id = :company
                        """)
                        .param("company", company.value())
                        .query((row, number) -> {
                            var texts = new EnumMap<Language, String>(Language.class);
                            json.readValue(row.getString("texts"), TEXTS)
                                    .forEach((tag, text) -> texts.put(Language.from(tag), text));
                            return new Notice(
                                    row.getString("officer_name"),
                                    row.getString("officer_email"),
                                    row.getString("officer_phone"),
                                    texts);
                        })
                        .optional()
                        .orElse(Notice.NONE));
    }

    private static @Nullable String blankless(@Nullable String text) {
        return text == null || text.isBlank() ? null : Texts.storable(text.strip());
    }
}
