package app.sembang.notifications;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param privateHosts push services in our own network that a subscription may name, such as `127.0.0.1:8090`; these
/// may be called by http too. Any other must be public and begin with https
@ConfigurationProperties("sembang.push")
record PushSettings(@DefaultValue List<String> privateHosts) {}
