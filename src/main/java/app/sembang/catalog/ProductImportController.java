package app.sembang.catalog;

import app.sembang.catalog.Product.Filter;
import app.sembang.catalog.ProductImports.ProductImport;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Page;
import app.sembang.shared.TableFile;
import app.sembang.shared.TableFormat;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
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

/// The catalog in files, in and out.
@RestController
@RequestMapping("/api/v1/products")
@Tag(name = "Products")
@AllowedTo(Role.COMPANY_ADMIN)
class ProductImportController {
    private final ProductImports imports;
    private final ProductExport export;

    ProductImportController(ProductImports imports, ProductExport export) {
        this.imports = imports;
        this.export = export;
    }

    @PostMapping("/import")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take in products from a file, or only say what would happen",
            description = "Text (CSV) or the first sheet of a workbook (XLSX). The first row names the columns, in any"
                    + " order: name, sku, kind, category, description, link, tags, price, currency, stock, in four"
                    + " languages. A row with a number (SKU) the company has changes that product; empty cells"
                    + " change nothing. At most 50,000 rows; more than a thousand are taken in after the answer,"
                    + " and `done` says how far.")
    ProductImport take(
            Member me,
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
        return dryRun ? imports.attempt(me.company(), file) : imports.start(me.company(), file, fileName, me.id());
    }

    @GetMapping("/imports")
    @Operation(summary = "List imports, newest first")
    Page<ProductImport> list(Member me) {
        return imports.list(me.company());
    }

    @GetMapping("/imports/{id}")
    @Operation(summary = "Read how far an import has come, and what was wrong with its rows")
    ProductImport find(Member me, @PathVariable UUID id) {
        return imports.find(me.company(), id);
    }

    @DeleteMapping("/imports/{id}")
    @Operation(
            summary = "Take an import back",
            description = "Removes the products it made and puts back what it changed; `kept` counts those somebody has"
                    + " changed or sold since.")
    ProductImport undo(Member me, @PathVariable UUID id) {
        return imports.undo(me.company(), id, me.id());
    }

    @GetMapping(
            path = "/export",
            produces = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Take the catalog out as a file, which an import takes in again")
    @TableFile
    void export(
            Member me,
            @RequestParam(defaultValue = "false") boolean archived,
            @RequestParam(defaultValue = "csv") TableFormat format,
            HttpServletResponse response)
            throws IOException {
        var filter = new Filter(null, null, null, null, null, null, archived, null, false);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, format.attachment("products"));
        response.setContentType(format.contentType());
        export.write(me, filter, format, response.getOutputStream());
    }
}
