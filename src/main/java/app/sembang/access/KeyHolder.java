package app.sembang.access;

import app.sembang.identity.Member;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/// A program with an API key: it acts as the member who made the key, within the key's scopes.
public class KeyHolder extends AbstractAuthenticationToken {
    private final transient Member member;
    private final UUID key;
    private final Set<ApiScope> scopes;

    KeyHolder(Member member, UUID key, Set<ApiScope> scopes) {
        super(List.of());
        this.member = member;
        this.key = key;
        this.scopes = Set.copyOf(scopes);
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

    public UUID key() {
        return key;
    }

    public boolean may(ApiScope scope) {
        return scopes.contains(scope);
    }
}
