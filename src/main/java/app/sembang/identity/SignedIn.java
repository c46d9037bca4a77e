package app.sembang.identity;

import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/// The member behind the request.
class SignedIn extends AbstractAuthenticationToken {
    private final transient Sessions.Current current;

    SignedIn(Sessions.Current current) {
        super(List.of());
        this.current = current;
        setAuthenticated(true);
    }

    Sessions.Current current() {
        return current;
    }

    UUID session() {
        return current.session();
    }

    @Override
    public Member getPrincipal() {
        return current.member();
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return current.member().id().toString();
    }
}
