package app.sembang;

import java.util.ArrayList;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Products beside the shared one, for a test that needs other settings or several at once. Give each a database of its
/// own: a second product on the shared one would take part in its work.
public final class Products {
    private Products() {}

    /// @param settings win over everything else
    public static ConfigurableApplicationContext start(Map<String, String> settings) {
        var arguments = new ArrayList<String>();
        arguments.add("--server.port=0");
        arguments.add("--SEMBANG_DEMO=false");
        arguments.add("--sembang.home=" + TestFolder.of("home"));
        settings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new SpringApplicationBuilder(Application.class).run(arguments.toArray(String[]::new));
    }

    public static int port(ConfigurableApplicationContext product) {
        return Integer.parseInt(product.getEnvironment().getRequiredProperty("local.server.port"));
    }
}
