package app.sembang.access;

import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/ip-allowlist")
@Tag(name = "IP allowlist")
@AllowedTo({Role.SUPER_ADMIN, Role.COMPANY_ADMIN})
class IpAllowlistController {
    private final IpAllowlist allowlist;

    IpAllowlistController(IpAllowlist allowlist) {
        this.allowlist = allowlist;
    }

    /// @param networks addresses and networks (CIDR), IPv4 and IPv6; empty lets everybody come from anywhere
    record Networks(@NotNull List<@NotNull String> networks) {}

    /// @param yourAddress where the asker comes from, as the server sees it
    record Allowlist(List<String> networks, String yourAddress) {}

    @GetMapping
    @Operation(summary = "Show from which networks the company's people and API keys may come")
    Allowlist show(Member me, HttpServletRequest request) {
        return new Allowlist(allowlist.networks(me), request.getRemoteAddr());
    }

    @PutMapping
    @Operation(
            summary = "Say from which networks the company's people and API keys may come",
            description = "A list without your own address is refused. An empty one allows every address.")
    Allowlist replace(Member me, @Valid @RequestBody Networks wanted, HttpServletRequest request) {
        return new Allowlist(
                allowlist.replace(me, wanted.networks(), request.getRemoteAddr()), request.getRemoteAddr());
    }
}
