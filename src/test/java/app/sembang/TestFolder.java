package app.sembang;

import java.nio.file.Path;

/// Where this process of the tests keeps files: a run has several processes, each with its own product and database.
public final class TestFolder {
    private static final Path ROOT = Path.of(System.getProperty("sembang.tests", "target/tests"));

    private TestFolder() {}

    public static Path of(String name) {
        return ROOT.resolve(name).toAbsolutePath();
    }
}
