package app.sembang.identity;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/security-policy")
@Tag(name = "People")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
class SecurityPolicyController {
    private final SecurityPolicies policies;

    SecurityPolicyController(SecurityPolicies policies) {
        this.policies = policies;
    }

    @GetMapping
    @Operation(summary = "Show what signing in to the company takes")
    SecurityPolicies.SecurityPolicy show(Member me) {
        return policies.of(me.company());
    }

    @PutMapping
    @Operation(summary = "Change what signing in to the company takes", description = "Counts for open sessions too.")
    SecurityPolicies.SecurityPolicy change(Member me, @RequestBody SecurityPolicies.SecurityPolicy policy) {
        policies.set(me, policy);
        return policies.of(me.company());
    }
}
