package app.sembang.identity;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/// The member behind the request.
class SignedIn extends AbstractAuthenticationToken {
    private final transient Member member;

    SignedIn(Member member) {
        super(List.of());
        this.member = member;
        setAuthenticated(true);
    }

    @Override
    public Member getPrincipal() {
        return member;
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return member.id().toString();
    }
}
