package app.sembang.catalog;

import app.sembang.catalog.ProductImages.ProductImage;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// The gallery of a product.
@RestController
@RequestMapping("/api/v1/products/{id}/images")
@Tag(name = "Products")
@AllowedTo(Role.COMPANY_ADMIN)
class ProductImageController {
    private final ProductImages images;

    ProductImageController(ProductImages images) {
        this.images = images;
    }

    record Gallery(List<ProductImage> items) {}

    @GetMapping
    @AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "Show the pictures of a product, in the order of its gallery")
    Gallery list(Member me, @PathVariable ProductId id) {
        return new Gallery(images.list(me.company(), id));
    }

    /// For the description only.
    record ProductImageUpload(
            @Schema(type = "string", format = "binary") String file) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Add a picture at the end of the gallery",
            description = "PNG, JPEG or WebP of at most 5 MB; at most 10 for a product.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = ProductImageUpload.class))))
    Gallery add(
            Member me,
            @PathVariable ProductId id,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        if (file == null || file.isEmpty()) {
            images.list(me.company(), id);
            throw Refusal.invalid("file", "Send the picture as multipart/form-data.");
        }
        try (var picture = file.getInputStream()) {
            return new Gallery(images.add(me.company(), id, file.getOriginalFilename(), picture, me.id()));
        }
    }

    record ImageOrder(
            @NotNull @Size(max = ProductImages.MOST) List<@NotNull UUID> images) {}

    @PutMapping
    @Operation(summary = "Put the pictures of a product in another order")
    Gallery order(Member me, @PathVariable ProductId id, @Valid @RequestBody ImageOrder wanted) {
        return new Gallery(images.order(me.company(), id, wanted.images()));
    }

    @DeleteMapping("/{imageId}")
    @Operation(summary = "Remove a picture of a product")
    Gallery remove(Member me, @PathVariable ProductId id, @PathVariable UUID imageId) {
        return new Gallery(images.remove(me.company(), id, imageId, me.id()));
    }
}
