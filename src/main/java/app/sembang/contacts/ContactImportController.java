package app.sembang.contacts;

import app.sembang.contacts.ContactImports.ContactImport;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Csv;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Contacts from files.
@RestController
@RequestMapping("/api/v1/contact-imports")
@Tag(name = "Contacts")
@AllowedTo(Role.COMPANY_ADMIN)
class ContactImportController {
    private final ContactImports imports;

    ContactImportController(ContactImports imports) {
        this.imports = imports;
    }

    record ContactImportColumns(List<String> columns) {}

    @GetMapping
    @Operation(summary = "List imports, newest first")
    Page<ContactImport> list(Member me) {
        return imports.list(me.company());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take in contacts from a file, or only say what would happen",
            description = "Text (CSV) or the first sheet of a workbook (XLSX). The first row names the columns; at most"
                    + " 50,000 rows; more than a thousand are taken in after the answer, and `done` says how far.")
    ContactImport take(
            Member me,
            @Parameter(description = "A column's name, =, and name, phone, email, language, tags or field:<id>")
                    @RequestParam(name = "map")
                    @Size(max = 100)
                    List<String> mapping,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam @Nullable @Size(max = 200) String fileName,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = {
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        schema = @Schema(type = "string", format = "binary"))
                            })
                    @RequestBody
                    byte[] file) {
        return dryRun
                ? imports.attempt(me.company(), file, mapping)
                : imports.start(me.company(), file, mapping, fileName, me.id());
    }

    @PostMapping("/columns")
    @Operation(summary = "Read which columns a file has, to say where each goes")
    ContactImportColumns columns(
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = {
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                        schema = @Schema(type = "string", format = "binary"))
                            })
                    @RequestBody
                    byte[] file) {
        var rows = Csv.read(Csv.decode(file));
        if (!rows.hasNext()) throw Refusal.invalid("file", "has no rows");
        return new ContactImportColumns(rows.next().cells().stream()
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read how far an import has come, and what was wrong with its rows")
    ContactImport find(Member me, @PathVariable UUID id) {
        return imports.find(me.company(), id);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Take an import back",
            description = "Removes the contacts it made; `kept` counts those who have written since, were joined to"
                    + " others, were changed, or for whom something was made.")
    ContactImport undo(Member me, @PathVariable UUID id) {
        return imports.undo(me.company(), id, me.id());
    }
}
