package app.sembang.channels.inbound;

import app.sembang.connections.ChannelAccount;
import app.sembang.connections.Connection;
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
    public MetaApp {
        appSecrets = appSecrets.stream().filter(secret -> !secret.isBlank()).toList();
    }

    /// What a delivery for this account may be signed with: by its own app, or the platform's where it was connected by
    /// Meta's dialog.
    public List<String> proofs(Connection account, String credential) {
        return ChannelAccount.BY_LOGIN.equals(account.provider()) ? appSecrets : account.proofs(credential);
    }

    @Override
    public String toString() {
        return "MetaApp[%d app secrets]".formatted(appSecrets.size());
    }
}
