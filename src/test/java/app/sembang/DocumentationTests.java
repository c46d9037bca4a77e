package app.sembang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// What the documents name is there. The tables of `docs/routes.md`, `docs/schema.md` and `docs/testing.md` have three
/// columns; the middle one points to what serves the first, or says that nothing does.
@ProductTest
class DocumentationTests {
    private static final Path DOCS = Path.of("docs");
    private static final Path SOURCES = Path.of("src/main/java/app/sembang");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Set<String> NOTHING = Set.of("not yet", "without");
    private static final Pattern POINTER = Pattern.compile("`([^`]+)`");
    private static final Pattern PAGE = Pattern.compile("path: '([^']+)'");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern FOREIGN = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*|#.*");

    private final List<RequestMappingInfoHandlerMapping> mappings;
    private final List<ServletRegistrationBean<?>> servlets;
    private final JdbcClient database;

    DocumentationTests(
            List<RequestMappingInfoHandlerMapping> mappings,
            List<ServletRegistrationBean<?>> servlets,
            JdbcClient database) {
        this.mappings = mappings;
        this.servlets = servlets;
        this.database = database;
    }

    private record Row(String what, String here, String remark) {
        List<String> pointers() {
            return POINTER.matcher(here).results().map(match -> match.group(1)).toList();
        }

        /// Either says that nothing serves it, or names what does and nothing else.
        boolean isWellFormed() {
            return NOTHING.contains(here)
                    ? !here.equals("without") || !remark.isEmpty()
                    : here.matches("`[^`]+`(, `[^`]+`)*");
        }
    }

    @Test
    void everyRouteOfTheSpecificationPointsToAnEndpointOrAPage() throws IOException {
        var served = new HashSet<String>(pages());
        servlets.forEach(servlet -> served.addAll(servlet.getUrlMappings()));
        for (var mapping : mappings) {
            mapping.getHandlerMethods()
                    .keySet()
                    .forEach(route -> route.getPatternValues()
                            .forEach(path -> route.getMethodsCondition()
                                    .getMethods()
                                    .forEach(method -> served.add(method + " " + path))));
        }
        var rows = rows("routes.md");

        assertThat(rows).as("routes and pages of the specification").hasSizeGreaterThanOrEqualTo(168);
        assertThat(dangling(rows, served)).isEmpty();
    }

    @Test
    void everyTableAndIndexOfTheSpecificationPointsToOneOfOurs() throws IOException {
        var tables = names("select tablename from pg_tables where schemaname = 'public'");
        var known = new HashSet<String>(tables);
        known.addAll(names("select indexname from pg_indexes where schemaname = 'public'"));
        var rows = rows("schema.md");

        assertThat(rows).as("tables and indexes of the specification").hasSizeGreaterThanOrEqualTo(87);
        assertThat(dangling(rows, known)).isEmpty();
        assertThat(rows.stream().flatMap(row -> row.pointers().stream()))
                .as("docs/schema.md names every table of ours")
                .containsAll(tables);
    }

    @Test
    void everyTestingPriorityPointsToATest() throws IOException {
        var rows = rows("testing.md");
        var dangling = new ArrayList<String>();
        for (var row : rows) {
            if (!row.isWellFormed()) dangling.add(row.toString());
            for (var pointer : row.pointers()) {
                if (!isTest(pointer)) dangling.add(row.what() + ": " + pointer);
            }
        }

        assertThat(rows.stream().map(row -> row.what().replaceAll("\\..*", "")).distinct())
                .as("the specification's priorities")
                .hasSize(18);
        assertThat(dangling).isEmpty();
    }

    @Test
    void architectureNamesEveryModuleAndItsReadingPathExists() throws IOException {
        var text = Files.readString(DOCS.resolve("architecture.md"));
        try (var folders = Files.list(SOURCES)) {
            var modules = folders.filter(Files::isDirectory)
                    .map(folder -> "`" + folder.getFileName() + "`")
                    .toList();
            assertThat(modules).allSatisfy(module -> assertThat(text).contains(module));
        }
        var path = text.lines()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> POINTER.matcher(line)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .toList();
        assertThat(path)
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(file.endsWith("/") ? SOURCES.resolve(file) : SOURCES.resolve(file + ".java"))
                                .exists());
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        try (var files = Files.walk(DOCS)) {
            var pages = Stream.concat(
                            Stream.of(Path.of("README.md")),
                            files.filter(file -> file.toString().endsWith(".md")))
                    .toList();
            for (var page : pages) {
                LINK.matcher(Files.readString(page))
                        .results()
                        .map(match -> match.group(1))
                        .filter(link -> !FOREIGN.matcher(link).matches())
                        .map(link -> link.replaceFirst("#.*", ""))
                        .filter(link -> !Files.exists(page.resolveSibling(link)))
                        .forEach(link -> broken.add(page + ": " + link));
            }
        }

        assertThat(broken).isEmpty();
    }

    private static List<String> dangling(List<Row> rows, Set<String> known) {
        var dangling = new ArrayList<String>();
        for (var row : rows) {
            if (!row.isWellFormed()) dangling.add(row.toString());
            row.pointers().stream()
                    .filter(pointer -> !known.contains(pointer))
                    .forEach(pointer -> dangling.add(row.what() + ": " + pointer));
        }
        return dangling;
    }

    /// The rows of all tables with three columns, without their heads.
    private static List<Row> rows(String document) throws IOException {
        var rows = new ArrayList<Row>();
        boolean inTable = false;
        for (var line : Files.readAllLines(DOCS.resolve(document))) {
            var cells = line.startsWith("|") ? line.substring(1).split("\\|") : new String[0];
            if (cells.length != 3) {
                inTable = false;
            } else if (line.startsWith("|---")) {
                inTable = true;
            } else if (inTable) {
                rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip()));
            }
        }
        return rows;
    }

    private static Set<String> pages() throws IOException {
        var router = Files.readString(Path.of("web/src/app/router.ts"));
        var pages = new HashSet<String>();
        PAGE.matcher(router).results().forEach(match -> pages.add(match.group(1)));
        assertThat(pages).as("pages of web/src/app/router.ts").contains("/login");
        return pages;
    }

    private Set<String> names(String sql) {
        return new HashSet<>(database.sql(sql).query(String.class).list());
    }

    /// `SignInTests`, `SignInTests.aSentence`, or `web/e2e/inbox.e2e.mjs: a sentence`.
    private static boolean isTest(String pointer) throws IOException {
        if (pointer.startsWith("web/") || pointer.startsWith("widget/")) {
            var parts = pointer.split(": ", 2);
            var file = Path.of(parts[0]);
            return Files.isRegularFile(file)
                    && (parts.length == 1 || Files.readString(file).contains("('" + parts[1] + "'"));
        }
        var parts = pointer.split("\\.", 2);
        try (var files = Files.walk(TESTS)) {
            var source = files.filter(file -> file.endsWith(parts[0] + ".java")).findFirst();
            return source.isPresent()
                    && (parts.length == 1
                            || Pattern.compile("(?m)^    (void|Stream<\\w+>) \\Q" + parts[1] + "\\E\\(")
                                    .matcher(Files.readString(source.get()))
                                    .find());
        }
    }
}
