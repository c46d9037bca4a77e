package app.sembang.channels.webchat;

import app.sembang.channels.webchat.SiteSettings.Asked;
import app.sembang.companies.OpeningHours;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.database.CompanyTransactions;
import app.sembang.privacy.ConsentRecords;
import app.sembang.shared.Channel;
import app.sembang.shared.Language;
import app.sembang.shared.Texts;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/// What a site asks a visitor before the first message or after it. What is typed there is the visitor's word,
/// unproven: it fills what is not known of the contact, and leads to nobody who is known already.
@Component
class PreChat {
    static final String CONSENT = "consent";
    private static final String PURPOSE = "website_chat";

    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final ConsentRecords consents;
    private final OpeningHours hours;
    private final VisitorVersions versions;
    private final Clock clock;

    PreChat(
            CompanyTransactions transactions,
            Contacts contacts,
            ConsentRecords consents,
            OpeningHours hours,
            VisitorVersions versions,
            Clock clock) {
        this.transactions = transactions;
        this.contacts = contacts;
        this.consents = consents;
        this.hours = hours;
        this.versions = versions;
        this.clock = clock;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Field(
            String key,
            String type,
            String label,
            boolean required,
            @JsonProperty("max_length") @Nullable Integer maxLength) {}

    private enum Question {
        NAME("text", 80, ".+", "Write your name", "Name", "Nama", "姓名", "பெயர்"),
        EMAIL(
                "email",
                254,
                "[^@\\s]+@[^@\\s.]+\\.[^@\\s]+",
                "Write an e-mail address",
                "Email",
                "E-mel",
                "电子邮箱",
                "மின்னஞ்சல்"),
        PHONE(
                "tel",
                30,
                "\\+?[0-9 ()-]{5,30}",
                "Write a phone number with its country code",
                "Phone",
                "Telefon",
                "电话",
                "தொலைபேசி");

        private final String type;
        private final int longest;
        private final Pattern fits;
        private final String otherwise;
        private final String english;
        private final String malay;
        private final String chinese;
        private final String tamil;

        Question(
                String type,
                int longest,
                String fits,
                String otherwise,
                String english,
                String malay,
                String chinese,
                String tamil) {
            this.type = type;
            this.longest = longest;
            this.fits = Pattern.compile(fits, Pattern.DOTALL);
            this.otherwise = otherwise;
            this.english = english;
            this.malay = malay;
            this.chinese = chinese;
            this.tamil = tamil;
        }

        String label(Language language) {
            return switch (language) {
                case EN -> english;
                case MS -> malay;
                case ZH -> chinese;
                case TA -> tamil;
            };
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        Asked of(SiteSettings settings) {
            return switch (this) {
                case NAME -> settings.askName();
                case EMAIL -> settings.askEmail();
                case PHONE -> settings.askPhone();
            };
        }
    }

    static List<Field> fields(SiteSettings settings, Language language) {
        var fields = new ArrayList<Field>();
        for (var question : Question.values()) {
            var asked = question.of(settings);
            if (asked != Asked.OFF) {
                fields.add(new Field(
                        question.key(),
                        question.type,
                        question.label(language),
                        asked == Asked.REQUIRED,
                        question.longest));
            }
        }
        var consent = settings.consent(language);
        if (consent != null) {
            fields.add(new Field(CONSENT, "checkbox", consent, true, null));
        }
        return fields;
    }

    /// Whether this visitor is still to be asked. Before the first message, who has written or was recognised is not;
    /// after it, who has answered or was proved to be somebody is not.
    boolean open(Visitor visitor) {
        var settings = settings(visitor);
        return settings.asks() && (settings.asksAfter() ? owes(visitor) : unknown(visitor));
    }

    private boolean owes(Visitor visitor) {
        return !Identification.proved(visitor.session().visitor())
                && !unknown(visitor)
                && !versions.answered(visitor.company(), visitor.key());
    }

    /// Whether the site, which has the visitor's first message, takes no other without an answer.
    boolean holdsUp(Visitor visitor) {
        var settings = settings(visitor);
        return settings.asksAfter() && settings.insists() && owes(visitor);
    }

    private SiteSettings settings(Visitor visitor) {
        var site = visitor.site();
        return site.settings().at(hours.now(site.company(), site.outlet()).open());
    }

    /// @throws WidgetError where the site takes no message without an answer
    void requireAnswered(Visitor visitor) {
        var settings = settings(visitor);
        if (!settings.asksAfter() && settings.insists() && unknown(visitor)) {
            throw required();
        }
    }

    static WidgetError required() {
        return new WidgetError(
                HttpStatus.CONFLICT, "pre_chat_required", "This site asks for a few details before it goes on");
    }

    private boolean unknown(Visitor visitor) {
        return transactions.in(
                visitor.company(),
                () -> contacts.identity(
                                visitor.company(),
                                visitor.site().account(),
                                visitor.session().visitor())
                        .isEmpty());
    }

    /// Given twice, it counts once.
    ///
    /// @throws WidgetError naming every field that cannot be accepted
    void answer(Visitor visitor, WidgetBody body) {
        var settings = settings(visitor);
        var refused = new LinkedHashMap<String, String>();
        var name = answer(Question.NAME, settings, body, refused);
        var email = answer(Question.EMAIL, settings, body, refused);
        var phone = answer(Question.PHONE, settings, body, refused);
        var consent = settings.consent(visitor.session().language());
        if (consent != null && !body.ticked(CONSENT)) {
            refused.put(CONSENT, "Agree to go on");
        }
        if (!refused.isEmpty()) {
            throw WidgetError.validation(refused);
        }
        var company = visitor.company();
        var session = visitor.session();
        var account = visitor.site().account();
        transactions.run(company, () -> {
            var contact = contacts.recognise(
                            company,
                            List.of(new Sighting(account, session.visitor(), name, null, session.language())),
                            clock.instant())
                    .getFirst()
                    .contact();
            contacts.told(company, contact, name, email, phone);
            versions.answer(company, visitor.key(), clock.instant());
            if (consent != null) {
                consents.granted(
                        company,
                        contact,
                        PURPOSE,
                        Channel.WEBCHAT,
                        "Form of %s: %s".formatted(visitor.site().name(), consent));
            }
        });
    }

    private static @Nullable String answer(
            Question question, SiteSettings settings, WidgetBody body, Map<String, String> refused) {
        var asked = question.of(settings);
        var given = asked == Asked.OFF ? null : Texts.blankAsNull(body.text(question.key()));
        if (given == null) {
            if (asked == Asked.REQUIRED) {
                refused.put(question.key(), question.otherwise);
            }
            return null;
        }
        if (given.codePointCount(0, given.length()) > question.longest) {
            refused.put(question.key(), "Use at most %d characters".formatted(question.longest));
        } else if (!question.fits.matcher(given).matches()) {
            refused.put(question.key(), question.otherwise);
        }
        return Texts.storable(given);
    }
}
