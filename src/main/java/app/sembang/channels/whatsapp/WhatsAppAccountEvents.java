package app.sembang.channels.whatsapp;

import static app.sembang.channels.whatsapp.WhatsAppEvents.first;

import app.sembang.channels.ChannelDoor.Reading;
import app.sembang.connections.ChannelAccounts.Effect;
import app.sembang.shared.Texts;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Meta tells of a number, a business account or a template, in its own words as far as it has any.
final class WhatsAppAccountEvents {
    private WhatsAppAccountEvents() {}

    static Reading of(String field, JsonNode value) {
        return switch (field) {
            case "account_update" -> account(value);
            case "phone_number_quality_update" ->
                notice(
                        "Number",
                        first(value, "display_phone_number"),
                        first(value, "event"),
                        first(value, "max_daily_conversations_per_business"));
            case "business_capability_update" ->
                notice("Limit", first(value, "max_daily_conversations_per_business"), "people a day");
            case "account_alerts", "account_review_update", "phone_number_name_update", "security" ->
                notice(
                        field.replace('_', ' '),
                        first(value, "event", "decision", "alert_severity"),
                        first(value, "alert_status", "rejection_reason", "requested_verified_name"),
                        first(value, "alert_type", "alert_description"));
            default -> new Reading.Ignored();
        };
    }

    static Reading template(JsonNode value, Runnable followUp) {
        var said = words(
                "Template",
                first(value, "message_template_name"),
                first(value, "message_template_language"),
                first(value, "event", "new_quality_score", "correct_category", "new_category"),
                reason(first(value, "reason")),
                first(value.path("rejection_info"), "reason"),
                first(value.path("other_info"), "description"));
        return new Reading.AccountEvent(Effect.NOTICE, said, followUp);
    }

    private static Reading account(JsonNode value) {
        var event = Objects.requireNonNullElse(first(value, "event"), "UPDATE");
        var words = words(
                event,
                first(value.path("ban_info"), "waba_ban_state"),
                first(value.path("ban_info"), "waba_ban_date"),
                first(value.path("violation_info"), "violation_type"),
                first(value.path("restriction_info").path(0), "restriction_type"),
                first(value.path("disconnection_info"), "reason"));
        return switch (event) {
            case "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_DELETED" ->
                new Reading.AccountEvent(Effect.DISCONNECTED, words);
            case "DISABLED_UPDATE" ->
                new Reading.AccountEvent(
                        "REINSTATE".equals(first(value.path("ban_info"), "waba_ban_state"))
                                ? Effect.NOTICE
                                : Effect.BROKEN,
                        words);
            default -> new Reading.AccountEvent(Effect.NOTICE, words);
        };
    }

    private static @Nullable String reason(@Nullable String reason) {
        return "NONE".equals(reason) ? null : reason;
    }

    private static Reading notice(@Nullable String... parts) {
        return new Reading.AccountEvent(Effect.NOTICE, words(parts));
    }

    private static String words(@Nullable String... parts) {
        return Texts.storable(
                "WhatsApp: " + Arrays.stream(parts).filter(Objects::nonNull).collect(Collectors.joining(" · ")));
    }
}
