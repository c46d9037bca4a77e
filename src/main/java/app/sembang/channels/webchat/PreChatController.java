package app.sembang.channels.webchat;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The form before the first message.
@Hidden
@RestController
@RequestMapping("/widget/v1/pre-chat")
class PreChatController {
    private final Doorkeeper doorkeeper;
    private final Limits limits;
    private final PreChat preChat;
    private final JsonMapper json;

    PreChatController(Doorkeeper doorkeeper, Limits limits, PreChat preChat, JsonMapper json) {
        this.doorkeeper = doorkeeper;
        this.limits = limits;
        this.preChat = preChat;
        this.json = json;
    }

    /// @param open whether this visitor is still to be asked
    record State(boolean open) {}

    @GetMapping
    ResponseEntity<State> state(HttpServletRequest request, HttpServletResponse response) {
        var visitor = doorkeeper.visitor(request, response);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new State(preChat.open(visitor)));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        limits.identify(visitor.key());
        preChat.answer(visitor, WidgetBody.read(request, json));
    }
}
