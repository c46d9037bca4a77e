package app.sembang.realtime;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;

import io.swagger.v3.oas.annotations.media.Schema;

/// What stands in [Event]'s data, for the API's description: of each event the fields of its row in the table of
/// `GET /api/v1/stream`. What it shows is described by the modules it is theirs of.
@Schema(name = "EventData")
record EventData(
        @Schema(ref = "#/components/schemas/Message", requiredMode = NOT_REQUIRED)
        Object message,

        @Schema(ref = "#/components/schemas/ConversationRow", requiredMode = NOT_REQUIRED)
        Object conversation,

        @Schema(ref = "#/components/schemas/Note", requiredMode = NOT_REQUIRED)
        Object note,

        @Schema(ref = "#/components/schemas/Activity", requiredMode = NOT_REQUIRED)
        Object activity,

        @Schema(format = "uuid", requiredMode = NOT_REQUIRED)
        String id,

        @Schema(format = "uuid", requiredMode = NOT_REQUIRED)
        String conversationId,

        @Schema(allowableValues = "contact", requiredMode = NOT_REQUIRED)
        String who,

        @Schema(requiredMode = NOT_REQUIRED) boolean on,
        @Schema(requiredMode = NOT_REQUIRED) int ttlSeconds) {}
