package app.sembang.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A message that a bot sent, as the customer has it now.
///
/// @param text text or caption, without markup; empty where there is none
/// @param message the message in the vendor's format
public record SentMessage(long messageId, long chatId, Instant at, String text, boolean edited, JsonNode message) {
    /// The callback data of its buttons, row by row.
    public List<String> buttons() {
        var buttons = new ArrayList<String>();
        for (var row : message.path("reply_markup").path("inline_keyboard")) {
            for (var button : row) {
                if (button.path("callback_data").isString())
                    buttons.add(button.path("callback_data").stringValue());
            }
        }
        return buttons;
    }
}
