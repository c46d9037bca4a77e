package app.sembang.privacy;

import app.sembang.shared.CompanyId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Where a copy is downloaded: the signed address is the proof, and it works once.
@RestController
class ExportDownload {
    private final Exports exports;

    ExportDownload(Exports exports) {
        this.exports = exports;
    }

    @GetMapping("/media/exports/{company}/{id}")
    void download(
            @PathVariable CompanyId company,
            @PathVariable UUID id,
            @RequestParam long expires,
            @RequestParam String signature,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (!request.getMethod().equals("GET")) {
            // Asking whether it is there must not use it up.
            response.setStatus(HttpStatus.METHOD_NOT_ALLOWED.value());
            return;
        }
        var found = exports.take(company, id, expires, signature);
        if (found.isEmpty()) {
            response.setStatus(HttpStatus.NOT_FOUND.value());
            return;
        }
        try {
            response.setContentType("application/zip");
            response.setContentLengthLong(found.get().file().size());
            response.setHeader("Content-Disposition", "attachment; filename=\"sembang-" + id + ".zip\"");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
            Files.copy(found.get().path(), response.getOutputStream());
        } finally {
            exports.forget(company, id);
        }
    }
}
