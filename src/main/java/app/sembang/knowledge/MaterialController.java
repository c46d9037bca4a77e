package app.sembang.knowledge;

import static org.springframework.http.HttpStatus.CREATED;
import static org.springframework.http.HttpStatus.NO_CONTENT;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Documents and texts the assistant answers from. Everybody in the company reads, admins change.
@RestController
@RequestMapping("/api/v1/materials")
@Tag(name = "Knowledge")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class MaterialController {
    private static final String READ_BY_A_JOB =
            "A PDF of at most 300 pages, DOCX, TXT, Markdown or HTML file of at most"
                    + " 10 MB, or a text. A job reads it: `status` is `uploaded`, then `processing`, then `processed`, or"
                    + " `failed` with a `reason`.";

    private final Materials materials;

    MaterialController(Materials materials) {
        this.materials = materials;
    }

    @GetMapping
    @Operation(summary = "List documents and texts, newest first, without their contents")
    Page<Material> list(
            Member me,
            @Parameter(schema = @Schema(implementation = Material.Status.class)) @RequestParam @Nullable String status,
            @RequestParam @Nullable MaterialId after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var wanted = among(Material.Status::from, status, "status");
        var items = materials.list(me.company(), wanted, after, limit + 1);
        return Page.of(items, limit, material -> material.id().toString());
    }

    private static <T> @Nullable T among(Function<String, T> values, @Nullable String value, String field) {
        if (value == null || value.isBlank()) return null;
        try {
            return values.apply(value);
        } catch (IllegalArgumentException unknown) {
            throw Refusal.invalid(field, "'%s' is not one of the values.".formatted(value));
        }
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Add a document as a text or a file", description = READ_BY_A_JOB)
    Material add(Member me, @Valid @RequestBody Material.Draft draft) {
        return materials.add(me.company(), draft, me.id());
    }

    /// For the description only.
    ///
    /// @param type left out: `document`
    /// @param title left out: the name of the file
    record MaterialUpload(
            @Schema(type = "string", format = "binary") String file,
            Material.@Nullable Type type,
            @Nullable String title) {}

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(CREATED)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Add a document as a text or a file",
            description = READ_BY_A_JOB,
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = MaterialUpload.class))))
    Material upload(
            Member me,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable String type,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable String title)
            throws IOException {
        var sent = sent(file);
        var wanted = Objects.requireNonNullElse(among(Material.Type::from, type, "type"), Material.Type.DOCUMENT);
        try (var body = sent.getInputStream()) {
            return materials.upload(me.company(), wanted, nameOf(sent), title, body, me.id());
        }
    }

    private static MultipartFile sent(@Nullable MultipartFile file) {
        if (file == null || file.isEmpty()) {
            throw Refusal.invalid("file", "Send the file as multipart/form-data.");
        }
        return file;
    }

    private static String nameOf(MultipartFile file) {
        return Objects.requireNonNullElse(file.getOriginalFilename(), "");
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a document's state and, of a text, its words")
    Material find(Member me, @PathVariable MaterialId id) {
        return materials.find(me.company(), id);
    }

    @PatchMapping("/{id}")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Change a document; what is left out stays, and so do ids of passages that say the same")
    Material change(Member me, @PathVariable MaterialId id, @Valid @RequestBody Material.Change change) {
        return materials.change(me.company(), id, change, me.id());
    }

    /// For the description only.
    record MaterialReplacement(
            @Schema(type = "string", format = "binary") String file) {}

    @PutMapping("/{id}/file")
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(
            summary = "Put another version in place of a file",
            description = READ_BY_A_JOB,
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = MaterialReplacement.class))))
    Material replaceFile(
            Member me,
            @PathVariable MaterialId id,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        materials.requireFile(me.company(), id);
        var sent = sent(file);
        try (var body = sent.getInputStream()) {
            return materials.replaceFile(me.company(), id, nameOf(sent), body, me.id());
        }
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(NO_CONTENT)
    @AllowedTo(Role.COMPANY_ADMIN)
    @Operation(summary = "Remove a document and its passages for good; no search finds them any more")
    void remove(Member me, @PathVariable MaterialId id) {
        materials.remove(me.company(), id, me.id());
    }

    @GetMapping("/{id}/passages")
    @Operation(summary = "List what was read from a document, in its order")
    Page<Passage> passages(
            Member me,
            @PathVariable MaterialId id,
            @RequestParam(defaultValue = "-1") int after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MOST) int limit) {
        var items = materials.passages(me.company(), id, after, limit + 1);
        return Page.of(items, limit, passage -> Integer.toString(passage.position()));
    }
}
