package app.sembang.database;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Settles what an installation stands on before anything else starts. With `DATABASE_URL` the operator has given all;
/// without it the embedded PostgreSQL is started, and what is missing is made once and kept in `SEMBANG_HOME`.
/// From there on both kinds are the same.
class InstallationEnvironment implements EnvironmentPostProcessor {
    private static final Pattern BASE_URL = Pattern.compile("https?://[A-Za-z0-9.-]+(:\\d{1,5})?(/[A-Za-z0-9._~/-]+)?");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            // The build only looks at what is wired to what; nothing starts.
            return;
        }
        settleBaseUrl(environment);
        if (given(environment, "DATABASE_URL") == null) {
            embed(environment, application);
        }
        var faults = InstallationKeys.faults(
                given(environment, "JWT_SECRET"),
                given(environment, "CREDENTIAL_ENCRYPTION_KEY"),
                given(environment, "CREDENTIAL_ENCRYPTION_KEY_PREVIOUS"));
        if (!faults.isEmpty()) {
            throw new StartRefused(String.join("; ", faults));
        }
        DatabaseAddress.parse(
                environment.getRequiredProperty("DATABASE_URL"),
                given(environment, "DATABASE_USER"),
                given(environment, "DATABASE_PASSWORD"));
    }

    /// Webhook addresses, links in mails and redirects are made of it, each with a path behind.
    private static void settleBaseUrl(ConfigurableEnvironment environment) {
        var given = given(environment, "BASE_URL");
        if (given == null) {
            return;
        }
        var address = given.strip().replaceFirst("/+$", "");
        if (!BASE_URL.matcher(address).matches()) {
            throw new StartRefused("BASE_URL is no address such as https://chat.example");
        }
        if (!address.equals(given)) {
            environment.getPropertySources().addFirst(new MapPropertySource("address", Map.of("BASE_URL", address)));
        }
    }

    private void embed(ConfigurableEnvironment environment, SpringApplication application) {
        var home = Home.open(Path.of(environment.getRequiredProperty("sembang.home"))
                .toAbsolutePath()
                .normalize());
        home.answersAt(environment.getRequiredProperty("sembang.base-url"));
        var server = EmbeddedServer.begin(home, Map.of());
        // These run when all contexts are closed, so nothing needs the database any more.
        SpringApplication.getShutdownHandlers().add(server::close);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("embeddedServer", server));
        application.addListeners(new AddressNote(home, given(environment, "BASE_URL")));

        var made = new HashMap<String, Object>();
        made.put("DATABASE_URL", server.url());
        made.put("DATABASE_USER", EmbeddedServer.OWNER);
        made.put("DATABASE_PASSWORD", home.secret("DATABASE_PASSWORD"));
        made.put("SEMBANG_DEMO", "true");
        for (var secret : new String[] {"JWT_SECRET", "CREDENTIAL_ENCRYPTION_KEY"}) {
            if (given(environment, secret) == null) {
                made.put(secret, home.secret(secret));
            }
        }
        environment.getPropertySources().addLast(new MapPropertySource("embedded", made));
    }

    private static @Nullable String given(ConfigurableEnvironment environment, String name) {
        var value = environment.getProperty(name);
        return value == null || value.isBlank() ? null : value;
    }

    /// The port is only known now where any free one was asked for.
    private record AddressNote(Home home, @Nullable String baseUrl)
            implements ApplicationListener<WebServerInitializedEvent> {
        @Override
        public void onApplicationEvent(WebServerInitializedEvent event) {
            home.answersAt(
                    baseUrl != null
                            ? baseUrl
                            : "http://localhost:" + event.getWebServer().getPort());
        }
    }
}
