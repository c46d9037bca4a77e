package app.sembang.channels.webchat;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The widget's own protocol: files.
@Hidden
@RestController
@RequestMapping("/widget/v1/uploads")
class UploadController {
    private final Doorkeeper doorkeeper;
    private final Limits limits;
    private final VisitorFiles files;
    private final JsonMapper json;

    UploadController(Doorkeeper doorkeeper, Limits limits, VisitorFiles files, JsonMapper json) {
        this.doorkeeper = doorkeeper;
        this.limits = limits;
        this.files = files;
        this.json = json;
    }

    @PostMapping
    ResponseEntity<Wire.UploadPlace> begin(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        var name = WidgetBody.read(request, json).text("name");
        limits.upload(visitor.key());
        var upload = files.begin(visitor);
        var query = name == null ? "" : "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(new Wire.UploadPlace(
                        upload,
                        "/widget/v1/uploads/" + upload + query,
                        (int) Duration.ofHours(1).toSeconds(),
                        VisitorFiles.LARGEST));
    }

    /// The body is the file's bytes.
    @PutMapping("/{upload}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void handIn(
            @PathVariable String upload,
            @RequestParam(required = false) @Nullable String name,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var visitor = doorkeeper.visitor(request, response);
        if (request.getContentLengthLong() > VisitorFiles.LARGEST) {
            throw WidgetError.tooLarge();
        }
        files.handIn(visitor, upload, name, request.getInputStream());
    }
}
