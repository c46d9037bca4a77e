package app.sembang.channels.inbound;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The platform's own apps at Meta, whose events of all companies come to one address.
///
/// @param appSecrets each signs what its app delivers; none: the address refuses everything
/// @param verifyToken what Meta shows when it asks whether the address is ours
@ConfigurationProperties("sembang.channels.meta")
public record MetaApp(
        @DefaultValue List<String> appSecrets,
        @DefaultValue("") String verifyToken) {
    @Override
    public String toString() {
        return "MetaApp[%d app secrets]".formatted(appSecrets.size());
    }
}
