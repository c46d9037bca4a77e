package app.sembang.assistant;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/// Writes a suggestion being made as server-sent events, in the thread of its request. The head goes with the first of
/// them: what is refused before is answered as a problem. A browser that goes away is written to no more, and what it
/// asked for is made and kept all the same.
final class SuggestionStream implements Consumer<Making> {
    private static final Logger log = LoggerFactory.getLogger(SuggestionStream.class);

    private final HttpServletResponse response;
    private final JsonMapper json;
    private boolean begun;
    private boolean gone;

    SuggestionStream(HttpServletResponse response, JsonMapper json) {
        this.response = response;
        this.json = json;
    }

    @Override
    public void accept(Making making) {
        switch (making) {
            case Making.Doing doing -> write("step", doing);
            case Making.Words words -> write("words", words);
            case Making.Restart restart -> write("restart", restart);
        }
    }

    void end(Suggestion suggestion) {
        write("suggestion", suggestion);
    }

    private void write(String event, Object data) {
        if (gone) return;
        if (!begun) begin();
        var frame = "event: " + event + "\ndata: " + json.writeValueAsString(data) + "\n\n";
        try {
            response.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        } catch (IOException e) {
            log.debug("A browser has gone: {}", e.toString());
            gone = true;
        }
    }

    private void begin() {
        begun = true;
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE + ";charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }
}
