package app.sembang.channels.whatsapp;

import app.sembang.conversations.Content;
import app.sembang.conversations.RecipientCheck;
import app.sembang.privacy.ConsentRecords;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Refusal;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Who took back the consent to advertising gets none; whatever serves the customer still goes out.
@Component
class MarketingTemplates implements RecipientCheck {
    private final MessageTemplateStore templates;
    private final ConsentRecords consents;

    MarketingTemplates(MessageTemplateStore templates, ConsentRecords consents) {
        this.templates = templates;
        this.consents = consents;
    }

    @Override
    public void check(
            CompanyId company, ContactId contact, Channel channel, ChannelAccountId account, Content content) {
        if (content instanceof Content.VendorTemplate template
                && mayAdvertise(company, account, template)
                && consents.withdrawn(company, contact, ConsentRecords.MARKETING, channel)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "marketing-opted-out",
                    "The contact asked for no more messages of this kind on %s; template '%s' was not sent."
                            .formatted(channel.value(), template.name()),
                    Map.of("channel", channel.value(), "template", template.name()));
        }
    }

    /// One that is not known here may be anything.
    private boolean mayAdvertise(CompanyId company, ChannelAccountId account, Content.VendorTemplate template) {
        return templates
                .find(company, account, template.name(), template.language())
                .map(MessageTemplateStore.Row::category)
                .filter(category -> !category.isEmpty() && !category.equals("marketing"))
                .isEmpty();
    }
}
