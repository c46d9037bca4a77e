package app.sembang.media;

import app.sembang.shared.CompanyId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Serves files to whoever holds a signed address. Strangers sent them: nothing in one may run in our origin.
@RestController
class MediaController {
    private final MediaFiles files;

    MediaController(MediaFiles files) {
        this.files = files;
    }

    @GetMapping("/media/{company}/{id}")
    ResponseEntity<Resource> file(
            @PathVariable CompanyId company,
            @PathVariable UUID id,
            @RequestParam long expires,
            @RequestParam String signature,
            @RequestParam(defaultValue = "false") boolean small) {
        return files.find(company, id, expires, signature, small)
                .map(MediaController::served)
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static ResponseEntity<Resource> served(MediaFiles.Found found) {
        var file = found.file();
        var disposition = ContentTypes.shownInPlace(file.contentType())
                ? ContentDisposition.inline()
                : ContentDisposition.attachment();
        if (file.fileName() != null) {
            disposition.filename(file.fileName(), StandardCharsets.UTF_8);
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(file.contentType()))
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(30)).cachePrivate())
                .header("Content-Disposition", disposition.build().toString())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .body(new FileSystemResource(found.path()));
    }
}
