package app.sembang.identity;

import app.sembang.companies.IndustryCategories;
import app.sembang.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/industry-categories")
@Tag(name = "Platform")
class IndustryCategoriesController {
    private final IndustryCategories categories;

    IndustryCategoriesController(IndustryCategories categories) {
        this.categories = categories;
    }

    @GetMapping
    @AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
    @Operation(summary = "List the fields of business and what the assistant is told about each")
    Page<IndustryCategories.Category> list(Member me) {
        return new Page<>(categories.all(me.company()), null);
    }

    @PatchMapping("/{code}")
    @AllowedTo(Role.SUPER_ADMIN)
    @Operation(summary = "Change what the assistant is told about a field of business")
    IndustryCategories.Category change(
            Member me, @PathVariable String code, @Valid @RequestBody IndustryCategories.Change change) {
        return categories.change(code, change, me.id());
    }
}
