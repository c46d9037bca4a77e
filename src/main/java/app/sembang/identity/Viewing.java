package app.sembang.identity;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/// A super admin who looks into a company: sees what its viewers see, and changes nothing.
class Viewing extends AbstractAuthenticationToken {
    private final transient Views.View view;

    Viewing(Views.View view) {
        super(List.of());
        this.view = view;
        setAuthenticated(true);
    }

    @Override
    public Member getPrincipal() {
        return view.viewer();
    }

    @Override
    public String getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return view.viewer().id().toString();
    }
}
