package app.sembang.channels.telegram;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An update as Bot API 10.1 writes it; only what Sembang reads. Ids are 64 bits, times are seconds.
record TelegramUpdate(
        @Nullable Message message,
        @JsonProperty("edited_message") @Nullable Message editedMessage,
        @JsonProperty("callback_query") @Nullable CallbackQuery callbackQuery,
        @JsonProperty("my_chat_member") @Nullable ChatMemberUpdated myChatMember,
        @JsonProperty("message_reaction") @Nullable MessageReaction messageReaction) {

    record User(
            long id,
            @JsonProperty("first_name") @Nullable String firstName,
            @JsonProperty("last_name") @Nullable String lastName,
            @Nullable String username,
            @JsonProperty("language_code") @Nullable String languageCode) {}

    record Chat(long id, @Nullable String type) {
        boolean isPrivate() {
            return "private".equals(type);
        }
    }

    /// @param mediaGroup what all files of one album have in common
    /// @param others every field not named here, among them the kinds of content Sembang does not know
    record Message(
            @JsonProperty("message_id") long messageId,
            @Nullable User from,
            @Nullable Chat chat,
            long date,
            @JsonProperty("edit_date") @Nullable Long editDate,
            @Nullable String text,
            @Nullable String caption,
            @Nullable List<File> photo,
            @Nullable File animation,
            @Nullable File video,
            @JsonProperty("video_note") @Nullable File videoNote,
            @Nullable File audio,
            @Nullable File voice,
            @Nullable File document,
            @Nullable File sticker,
            @Nullable Venue venue,
            @Nullable Location location,
            @Nullable Person contact,
            @JsonProperty("media_group_id") @Nullable String mediaGroup,
            @JsonProperty("migrate_to_chat_id") @Nullable Long movedTo,
            @JsonProperty("reply_to_message") @Nullable Message replyTo,
            @Nullable Quote quote,
            @JsonProperty("forward_origin") @Nullable JsonNode forwardOrigin,
            @JsonProperty("reply_markup") @Nullable ReplyMarkup replyMarkup,
            @JsonAnySetter @Nullable LinkedHashMap<String, JsonNode> others) {}

    /// The part of the message it answers that is meant.
    record Quote(@Nullable String text) {}

    record File(
            @JsonProperty("file_id") @Nullable String fileId,
            @JsonProperty("file_unique_id") @Nullable String uniqueId,
            @JsonProperty("file_size") @Nullable Long fileSize,
            @JsonProperty("file_name") @Nullable String fileName) {}

    record Location(double latitude, double longitude) {}

    record Venue(@Nullable String title, @Nullable String address) {}

    /// @param userId of the person at Telegram, where the person has an account there
    record Person(
            @JsonProperty("phone_number") @Nullable String phoneNumber,
            @JsonProperty("first_name") @Nullable String firstName,
            @JsonProperty("last_name") @Nullable String lastName,
            @JsonProperty("user_id") @Nullable Long userId) {}

    record ReplyMarkup(
            @JsonProperty("inline_keyboard") @Nullable List<List<Button>> inlineKeyboard) {}

    record Button(
            @Nullable String text,
            @JsonProperty("callback_data") @Nullable String callbackData) {}

    record CallbackQuery(
            @Nullable String id,
            @Nullable User from,
            @Nullable Message message,
            @Nullable String data) {}

    /// @param newReaction every mark the person has on the message now
    record MessageReaction(
            @Nullable Chat chat,
            @JsonProperty("message_id") long messageId,
            @Nullable User user,
            long date,
            @JsonProperty("new_reaction") @Nullable List<Mark> newReaction) {}

    record Mark(@Nullable String emoji) {}

    record ChatMemberUpdated(
            @Nullable Chat chat,
            @JsonProperty("new_chat_member") @Nullable ChatMember newChatMember) {}

    record ChatMember(@Nullable String status) {}
}
