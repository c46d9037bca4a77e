package app.sembang.channels.whatsapp;

import app.sembang.channels.whatsapp.MessageTemplateStore.Row;
import app.sembang.conversations.Content.VendorTemplate;
import app.sembang.conversations.VendorTemplateCheck;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.FieldError;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Nothing is refused of an account whose templates nobody has read yet: there Meta says what is wrong.
@Component
class KnownTemplates implements VendorTemplateCheck {
    private final MessageTemplateStore store;
    private final JsonMapper json;

    KnownTemplates(MessageTemplateStore store, JsonMapper json) {
        this.store = store;
        this.json = json;
    }

    @Override
    public void check(CompanyId company, ChannelAccountId account, VendorTemplate template) {
        var languages = store.named(company, account, template.name());
        if (languages.isEmpty()) {
            if (store.hasAny(company, account)) {
                throw Refusal.invalid("content.name", "This account has no template of this name.");
            }
            return;
        }
        var known = languages.stream()
                .filter(row -> row.language().equals(template.language()))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid(
                        "content.language",
                        "This template is there only in %s."
                                .formatted(languages.stream().map(Row::language).collect(Collectors.joining(", ")))));
        refuse(TemplateFilling.wrong(
                json.readTree(known.components()), json.valueToTree(template.parameters()), template));
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "validation",
                    "The template cannot be filled in like this.",
                    Map.of("errors", errors));
        }
    }
}
