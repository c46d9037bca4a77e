package app.sembang.channels.webchat;

import app.sembang.companies.Opening;
import app.sembang.shared.Language;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A site's public settings.
///
/// @param presence as it was when this was read; a change is an event
record Bootstrap(
        @JsonProperty("site_key") String siteKey,
        String locale,
        @JsonProperty("available_locales") List<String> availableLocales,
        Brand brand,
        Features features,
        @JsonProperty("pre_chat_form") PreChatForm preChatForm,
        @JsonProperty("business_hours") BusinessHours businessHours,
        Offline offline,
        Wire.Presence presence,
        @JsonProperty("identity_verification") String identityVerification,
        Limits limits,
        Transport transport) {

    record Brand(
            String name,
            @Nullable String color,
            @JsonProperty("logo_url") @Nullable String logoUrl,
            @Nullable String greeting) {}

    record Features(
            boolean attachments,
            boolean emoji,
            boolean typing,
            @JsonProperty("read_receipts") boolean readReceipts,
            @JsonProperty("end_conversation") boolean endConversation,
            boolean rating,
            boolean transcript) {}

    record PreChatForm(boolean enabled, String when, List<PreChat.Field> fields) {}

    record BusinessHours(
            @Nullable String timezone,
            @JsonProperty("open_now") boolean openNow,
            @JsonProperty("next_open_at") @Nullable String nextOpenAt) {}

    record Offline(String mode, @Nullable String message) {}

    record Limits(
            @JsonProperty("text_max_chars") int textMaxChars,
            @JsonProperty("attachment_max_bytes") int attachmentMaxBytes,
            @JsonProperty("attachment_mime") List<String> attachmentMime) {}

    record Transport(
            @JsonProperty("stream_url") String streamUrl,
            @JsonProperty("heartbeat_seconds") int heartbeatSeconds) {}

    /// @param logoUrl the company's, where the site names none of its own
    static Bootstrap of(
            Site site, @Nullable Language language, Opening opening, Wire.Presence presence, @Nullable String logoUrl) {
        var settings = site.settings().at(opening.open());
        var spoken = language != null ? language : settings.language() != null ? settings.language() : Language.EN;
        var fields = PreChat.fields(settings, spoken);
        return new Bootstrap(
                site.key(),
                spoken.tag(),
                Arrays.stream(Language.values()).map(Language::tag).toList(),
                new Brand(
                        site.title(),
                        settings.color(),
                        site.logoUrl() == null ? logoUrl : site.logoUrl(),
                        settings.text(spoken, SiteSettings.Wording::greeting)),
                new Features(true, true, true, true, settings.mayEnd(), settings.rating(), settings.givesTranscript()),
                new PreChatForm(!fields.isEmpty(), when(settings, fields.isEmpty()), fields),
                new BusinessHours(
                        opening.zone().getId(),
                        opening.open(),
                        opening.nextOpening() == null
                                ? null
                                : opening.nextOpening().toString()),
                new Offline(mode(settings), opening.awayText(spoken).orElse(null)),
                presence,
                settings.identityVerification().value(),
                new Limits(WidgetController.LONGEST_TEXT, VisitorFiles.LARGEST, VisitorFiles.TYPES),
                new Transport("/widget/v1/stream", 25));
    }

    private static String when(SiteSettings settings, boolean asksNothing) {
        if (asksNothing) {
            return "never";
        }
        return settings.asksAfter() ? "after_first_message" : "before_first_message";
    }

    private static String mode(SiteSettings settings) {
        return switch (settings.whenClosed()) {
            case LEAVE_MESSAGE -> "leave_message";
            case HIDE -> "hide";
            case ANSWER -> "bot_only";
            case null -> "bot_only";
        };
    }
}
