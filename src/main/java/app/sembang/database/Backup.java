package app.sembang.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/// All that an installation keeps, in one file: the rows of every table as one moment saw them, and the files customers
/// sent. Not its keys: they are kept apart from what they seal.
///
/// As the owner of the schema, who sees the rows of all companies. The same for the embedded PostgreSQL and any other,
/// and from one of its versions to the next.
final class Backup {
    /// What is true only of the processes that ran, or of the server the rows came from.
    private static final Set<String> LEFT_OUT =
            Set.of("flyway_schema_history", "process", "lane", "rate_bucket", "stream_event", "sending_hold");

    private static final String MANIFEST = "manifest.properties";
    private static final String SCHEMA = "schema";
    private static final String TABLES = "tables/";
    private static final String MEDIA = "media/";

    private final Connection owner;
    private final Path media;

    /// @param media the folder of the files customers sent; it need not exist
    Backup(Connection owner, Path media) {
        this.owner = owner;
        this.media = media;
    }

    /// @param rows of all tables together
    /// @param files that customers sent
    record Extent(long rows, long files) {}

    /// Beside a running product: what is written meanwhile is not in it. The file is there whole or not at all.
    Extent save(Path file) throws SQLException, IOException {
        var draft = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        owner.setAutoCommit(false);
        owner.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        Extent extent;
        try (var zip = new ZipOutputStream(Files.newOutputStream(draft))) {
            var tables = tables();
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(manifest(tables).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            long rows = 0;
            for (var table : tables.entrySet()) {
                zip.putNextEntry(new ZipEntry(TABLES + table.getKey()));
                rows += copy().copyOut(
                                "copy (select %s from %s) to stdout".formatted(table.getValue(), table.getKey()),
                                new Unclosed(zip));
            }
            // After the rows: what they name is there.
            extent = new Extent(rows, saveMedia(zip));
        } finally {
            owner.rollback();
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return extent;
    }

    /// In place of all rows there are, in one transaction; sends to customers are held from then on.
    ///
    /// @param replace also where companies are here already
    Extent restore(Path file, boolean replace) throws SQLException, IOException {
        owner.setAutoCommit(false);
        try (var zip = new ZipFile(file.toFile())) {
            var manifest = new Properties();
            try (var reader = new StringReader(text(zip, MANIFEST))) {
                manifest.load(reader);
            }
            refuseWhileInUse();
            var schema = schema();
            if (!schema.equals(manifest.getProperty(SCHEMA))) {
                throw new StartRefused(
                        "the backup is of schema %s, and here is %s: restore with the version it was made by"
                                .formatted(manifest.getProperty(SCHEMA), schema));
            }
            long companies = number("select count(*) from company where id <> platform_company()");
            if (companies > 0 && !replace) {
                throw new StartRefused(
                        "%d companies are here already; with --replace they are lost".formatted(companies));
            }
            long rows = load(zip, manifest);
            long files = loadMedia(zip);
            owner.commit();
            return new Extent(rows, files);
        } finally {
            owner.rollback();
        }
    }

    /// Lets messages to customers go again.
    ///
    /// @return how many wait
    long release() throws SQLException {
        owner.setAutoCommit(false);
        long waiting = number("select count(*) from delivery");
        execute("delete from sending_hold");
        owner.commit();
        return waiting;
    }

    private long load(ZipFile zip, Properties manifest) throws SQLException, IOException {
        var tables = tables().keySet();
        execute("truncate " + String.join(", ", tables) + ", stream_event, rate_bucket");
        // What is checked at the commit could not be told from what is still to be checked.
        execute("set constraints all immediate");
        long rows = 0;
        for (var table : tables) {
            // COPY does not read into a table whose policies hold for its owner too.
            boolean guarded = number("select count(*) from pg_class where oid = '%s'::regclass and relforcerowsecurity"
                            .formatted(table))
                    == 1;
            if (guarded) {
                execute("alter table %s no force row level security".formatted(table));
            }
            try (var stored = zip.getInputStream(entry(zip, TABLES + table))) {
                rows += copy().copyIn(
                                "copy %s (%s) from stdin".formatted(table, manifest.getProperty("table." + table)),
                                stored);
            }
            if (guarded) {
                execute("alter table %s force row level security".formatted(table));
            }
        }
        for (var sequence : sequences()) {
            execute(sequence);
        }
        // Whoever had picked a job is gone.
        execute("update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null where picked");
        execute("insert into sending_hold (reason) values ('restored') on conflict do nothing");
        return rows;
    }

    private void refuseWhileInUse() throws SQLException {
        if (number("select count(*) from process where seen_at > now() - interval '10 seconds'") > 0) {
            throw new StartRefused("Sembang runs on this database; stop it first");
        }
    }

    private String schema() throws SQLException {
        return texts(
                        "select version from flyway_schema_history where version is not null order by version desc limit 1")
                .getFirst();
    }

    /// With the columns that are not computed from others; a table after those its foreign keys point to.
    private Map<String, String> tables() throws SQLException {
        var columns = new LinkedHashMap<String, String>();
        for (var line : texts("""
                select c.relname || ' ' || string_agg(quote_ident(a.attname), ',' order by a.attnum)
                  from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                 group by c.relname
                 order by c.relname
                """)) {
            var table = line.substring(0, line.indexOf(' '));
            if (!LEFT_OUT.contains(table)) {
                columns.put(table, line.substring(table.length() + 1));
            }
        }
        var needs = new LinkedHashMap<String, Set<String>>();
        for (var line : texts("""
                select distinct conrelid::regclass || ' ' || confrelid::regclass
                  from pg_constraint where contype = 'f' and conrelid <> confrelid
                """)) {
            var pair = line.split(" ", 2);
            needs.computeIfAbsent(pair[0], _ -> new LinkedHashSet<>()).add(pair[1]);
        }
        var ordered = new LinkedHashMap<String, String>();
        while (ordered.size() < columns.size()) {
            var next = columns.keySet().stream()
                    .filter(table -> !ordered.containsKey(table))
                    .filter(table -> needs.getOrDefault(table, Set.of()).stream()
                            .allMatch(needed -> ordered.containsKey(needed) || !columns.containsKey(needed)))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("Foreign keys in a circle: " + columns.keySet());
            }
            next.forEach(table -> ordered.put(table, columns.getOrDefault(table, "")));
        }
        return ordered;
    }

    /// What sets each to the highest number given out.
    private List<String> sequences() throws SQLException {
        return texts("""
                select format('select setval(%L, coalesce((select max(%I) from %I), 0) + 1, false)',
                              pg_get_serial_sequence(c.relname, a.attname), a.attname, c.relname)
                  from pg_class c
                  join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                """);
    }

    private String manifest(Map<String, String> tables) throws SQLException, IOException {
        var manifest = new Properties();
        manifest.setProperty(SCHEMA, schema());
        manifest.setProperty("made", Instant.now().toString());
        tables.forEach((table, columns) -> manifest.setProperty("table." + table, columns));
        try (var text = new StringWriter()) {
            manifest.store(text, "A backup of Sembang");
            return text.toString();
        }
    }

    private long saveMedia(ZipOutputStream zip) throws IOException {
        if (!Files.isDirectory(media)) {
            return 0;
        }
        long files = 0;
        try (var found = Files.walk(media)) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                try (var stored = Files.newInputStream(file)) {
                    zip.putNextEntry(new ZipEntry(MEDIA + media.relativize(file)));
                    stored.transferTo(zip);
                    files++;
                } catch (NoSuchFileException erased) {
                    // Its contact was erased while we walked.
                }
            }
        }
        return files;
    }

    private long loadMedia(ZipFile zip) throws IOException {
        long files = 0;
        for (var entry :
                zip.stream().filter(one -> one.getName().startsWith(MEDIA)).toList()) {
            var file = media.resolve(entry.getName().substring(MEDIA.length())).normalize();
            if (!file.startsWith(media)) {
                throw new IOException("bad entry " + entry.getName());
            }
            Files.createDirectories(file.getParent());
            try (var stored = zip.getInputStream(entry)) {
                Files.copy(stored, file, StandardCopyOption.REPLACE_EXISTING);
            }
            files++;
        }
        return files;
    }

    private static ZipEntry entry(ZipFile zip, String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(zip.getName() + " is no backup of Sembang, or is not whole: no " + name);
        }
        return entry;
    }

    private static String text(ZipFile zip, String name) throws IOException {
        try (InputStream stored = zip.getInputStream(entry(zip, name))) {
            return new String(stored.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private org.postgresql.copy.CopyManager copy() throws SQLException {
        return owner.unwrap(PGConnection.class).getCopyAPI();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String query) throws SQLException {
        return Long.parseLong(texts(query).getFirst());
    }

    private List<String> texts(String query) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /// One entry of the file ends where the next begins.
    private static final class Unclosed extends OutputStream {
        private final OutputStream out;

        Unclosed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            out.write(octets, from, length);
        }
    }
}
