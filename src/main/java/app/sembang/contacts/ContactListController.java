package app.sembang.contacts;

import app.sembang.database.CompanyTransactions;
import app.sembang.fields.FieldEquals;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import app.sembang.shared.TableFile;
import app.sembang.shared.TableFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Contacts as a list; an agent sees those of their own conversations.
@RestController
@RequestMapping("/api/v1/contacts")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ContactListController {
    private final CompanyTransactions transactions;
    private final ContactList contacts;
    private final ContactSegments segments;
    private final ContactExport export;
    private final ContactProfiles profiles;

    ContactListController(
            CompanyTransactions transactions,
            ContactList contacts,
            ContactSegments segments,
            ContactExport export,
            ContactProfiles profiles) {
        this.segments = segments;
        this.export = export;
        this.transactions = transactions;
        this.contacts = contacts;
        this.profiles = profiles;
    }

    @GetMapping
    @Operation(summary = "List contacts the member may see, last seen first or the best score first")
    Page<ContactRow> list(
            Member me,
            @Parameter(description = "Words of the name, the number, the address or the name on a channel")
                    @RequestParam(name = "q")
                    @Nullable
                    @Size(max = 200)
                    String words,
            @Parameter(description = "Ids of tags; the contact has all of them")
                    @RequestParam(name = "tag")
                    @Nullable
                    @Size(max = 20)
                    List<@NotNull UUID> tags,
            @RequestParam @Nullable ScoreColor score,
            @Parameter(schema = @Schema(implementation = Channel.class)) @RequestParam @Nullable String channel,
            @Parameter(description = "A field's id, a colon, and the value it has")
                    @RequestParam(name = "field")
                    @Nullable
                    @Size(max = 20)
                    List<String> fields,
            @RequestParam @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer seenWithinDays,
            @RequestParam @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer silentForDays,
            @Parameter(description = "To marketing messages, as the contact's newest word says") @RequestParam @Nullable
                    ConsentState consent,
            @Parameter(
                            description = "The channel the consent is for; without it the newest word on any",
                            schema = @Schema(implementation = Channel.class))
                    @RequestParam
                    @Nullable
                    String consentChannel,
            @Parameter(description = "A segment; the other filters narrow it") @RequestParam @Nullable UUID segment,
            @RequestParam(defaultValue = "seen") ContactList.Order sort,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var filter = new ContactFilter(
                words,
                tags,
                score,
                channel("channel", channel),
                fields(fields),
                seenWithinDays,
                silentForDays,
                consent,
                channel("consentChannel", consentChannel));
        return transactions.as(
                me.access(),
                () -> contacts.page(me.company(), meant(me.company(), filter, segment), sort, after, limit));
    }

    @GetMapping(
            path = "/export",
            produces = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(
            summary = "Take the list out as a file: the same contacts the member sees in it",
            description = "All of them, however many, the newest contact first.")
    @TableFile
    void export(
            Member me,
            @Parameter(description = "Words of the name, the number, the address or the name on a channel")
                    @RequestParam(name = "q")
                    @Nullable
                    @Size(max = 200)
                    String words,
            @Parameter(description = "Ids of tags; the contact has all of them")
                    @RequestParam(name = "tag")
                    @Nullable
                    @Size(max = 20)
                    List<@NotNull UUID> tags,
            @RequestParam @Nullable ScoreColor score,
            @Parameter(schema = @Schema(implementation = Channel.class)) @RequestParam @Nullable String channel,
            @Parameter(description = "A field's id, a colon, and the value it has")
                    @RequestParam(name = "field")
                    @Nullable
                    @Size(max = 20)
                    List<String> fields,
            @RequestParam @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer seenWithinDays,
            @RequestParam @Nullable @Min(1) @Max(ContactFilter.MOST_DAYS) Integer silentForDays,
            @Parameter(description = "To marketing messages, as the contact's newest word says") @RequestParam @Nullable
                    ConsentState consent,
            @Parameter(
                            description = "The channel the consent is for; without it the newest word on any",
                            schema = @Schema(implementation = Channel.class))
                    @RequestParam
                    @Nullable
                    String consentChannel,
            @Parameter(description = "A segment; the other filters narrow it") @RequestParam @Nullable UUID segment,
            @RequestParam(defaultValue = "csv") TableFormat format,
            HttpServletResponse response)
            throws IOException {
        var filter = new ContactFilter(
                words,
                tags,
                score,
                channel("channel", channel),
                fields(fields),
                seenWithinDays,
                silentForDays,
                consent,
                channel("consentChannel", consentChannel));
        var asked = transactions.as(me.access(), () -> meant(me.company(), filter, segment));
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, format.attachment("contacts"));
        response.setContentType(format.contentType());
        export.write(me, asked, format, response.getOutputStream());
    }

    private List<ContactFilter> meant(CompanyId company, ContactFilter filter, @Nullable UUID segment) {
        return segment == null ? List.of(filter) : List.of(segments.filter(company, segment), filter);
    }

    static @Nullable Channel channel(String parameter, @Nullable String value) {
        if (value == null || value.isBlank()) return null;
        try {
            return Channel.from(value);
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid(parameter, "is not a channel");
        }
    }

    static List<FieldEquals> fields(@Nullable List<String> wanted) {
        return wanted == null
                ? List.of()
                : wanted.stream().map(FieldEquals::from).toList();
    }

    @PatchMapping("/{id}")
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
    @Operation(summary = "Change what is known of a contact; what is left out stays")
    ContactRow change(Member me, @PathVariable ContactId id, @Valid @RequestBody ContactChange change) {
        return profiles.change(me, id, change);
    }
}
