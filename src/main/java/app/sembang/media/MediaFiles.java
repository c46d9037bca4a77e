package app.sembang.media;

import app.sembang.database.CompanyEraser;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.database.OwnedRows;
import app.sembang.shared.CompanyId;
import app.sembang.shared.Ids;
import app.sembang.shared.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/// Files of companies. The bytes lie once for each company and content; who has a signed address may read
/// one file for at most an hour. Of a picture there is a small copy for who looks through many. They lie in
/// a folder, or in a bucket all processes share; then the folder only holds what was used lately.
@Component
@EnableConfigurationProperties(S3Settings.class)
public class MediaFiles {
    static final Duration ADDRESS_LASTS = Duration.ofHours(1);

    /// An address stays the same for this long, so that browsers need not load a picture again.
    private static final long ADDRESS_STEP_SECONDS = 1800;

    private static final int LONGEST_NAME = 200;

    /// What the name of the small copy of a picture ends with.
    private static final String SMALL = ".small";

    private static final Duration SWEPT_EVERY = Duration.ofHours(1);
    private static final Duration KEPT_AT_HAND = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final OwnedRows owned;
    private final CompanyEraser eraser;
    private final Clock clock;
    private final Path folder;
    private final @Nullable S3Bucket bucket;
    private final SecretKeySpec addressKey;
    private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);

    MediaFiles(
            JdbcClient jdbc,
            CompanyTransactions transactions,
            OwnedRows owned,
            CompanyEraser eraser,
            Clock clock,
            InstallationKeys keys,
            S3Settings s3,
            @Value("${sembang.home}") Path home) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.owned = owned;
        this.eraser = eraser;
        this.clock = clock;
        this.folder = home.resolve("media");
        this.bucket = s3.isUsed() ? new S3Bucket(s3, Clock.systemUTC()) : null;
        this.addressKey = new SecretKeySpec(
                hmac(new SecretKeySpec(keys.jwtSecret(), "HmacSHA256"), "media addresses"), "HmacSHA256");
    }

    /// Keeps a file, inside a transaction of the company or outside of any. Better outside where the stream is slow.
    ///
    /// @param fileName as its sender called it
    /// @throws TooLarge when the stream has more bytes than allowed
    public MediaFile store(CompanyId company, @Nullable String fileName, InputStream body, long mostBytes)
            throws IOException, TooLarge {
        return store(company, Ids.next(), fileName, body, mostBytes);
    }

    /// The same under an id that is known before; what is stored under it already stays.
    public MediaFile store(CompanyId company, UUID id, @Nullable String fileName, InputStream body, long mostBytes)
            throws IOException, TooLarge {
        var home = Files.createDirectories(folder.resolve(company.toString()));
        var draft = Files.createTempFile(home, "draft-", "");
        var small = Files.createTempFile(home, "draft-", "");
        try {
            var digest = sha256();
            var head = body.readNBytes(ContentTypes.HEAD);
            long size;
            try (var file = Files.newOutputStream(draft)) {
                size = copy(head, body, file, digest, mostBytes);
            }
            var hash = HexFormat.of().formatHex(digest.digest());
            var stored = new MediaFile(id, ContentTypes.of(head, fileName), size, shortened(fileName));
            var thumbnail = Thumbnails.draw(draft, stored.contentType(), small);
            var drafts = thumbnail == null ? Map.of(hash, draft) : Map.of(hash, draft, hash + SMALL, small);
            for (var bytes : drafts.entrySet()) {
                upload(company, bytes.getKey(), bytes.getValue());
            }
            while (!transactions.inside(company, () -> {
                lock(company, hash);
                if (isBeingRemoved(company, hash)) {
                    return false;
                }
                drafts.forEach((name, bytes) -> move(bytes, home.resolve(name)));
                insert(company, stored, hash, thumbnail);
                return true;
            })) {
                pause();
            }
            // From now on nobody removes them; somebody may have between the upload and the row.
            for (var name : drafts.keySet()) {
                if (bucket != null && !bucket.has(key(company, name))) {
                    upload(company, name, home.resolve(name));
                }
            }
            return stored;
        } finally {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(small);
        }
    }

    private void upload(CompanyId company, String name, Path bytes) throws IOException {
        if (bucket != null) {
            bucket.put(key(company, name), bytes, name.endsWith(SMALL) ? Sha256.hex(Files.readAllBytes(bytes)) : name);
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the same file is being removed", stopping);
        }
    }

    private static String key(CompanyId company, String name) {
        return company + "/" + name;
    }

    /// The same with its bytes at hand: what this process has not used lately comes out of the bucket.
    private Found atHand(CompanyId company, Found found) {
        if (bucket == null) {
            return found;
        }
        try {
            if (Files.exists(found.path())) {
                Files.setLastModifiedTime(found.path(), FileTime.from(Instant.now()));
                return found;
            }
            var home = Files.createDirectories(folder.resolve(company.toString()));
            var draft = Files.createTempFile(home, "draft-", "");
            try {
                var name = found.path().getFileName().toString();
                if (bucket.get(key(company, name), draft).isPresent()) {
                    move(draft, found.path());
                }
            } finally {
                Files.deleteIfExists(draft);
            }
            sweep();
            return found;
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        }
    }

    /// What nobody here has used for a day makes room; it lies in the bucket.
    private void sweep() throws IOException {
        var now = Instant.now();
        var last = swept.get();
        if (last.plus(SWEPT_EVERY).isAfter(now) || !swept.compareAndSet(last, now)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT_AT_HAND))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /// Where a browser finds the file for the next half hour at least; a path on the application's own origin.
    public String urlOf(CompanyId company, UUID id) {
        long now = clock.instant().getEpochSecond();
        long expires = (now / ADDRESS_STEP_SECONDS + 2) * ADDRESS_STEP_SECONDS;
        return "/media/%s/%s?expires=%d&signature=%s".formatted(company, id, expires, signature(company, id, expires));
    }

    /// Where a browser finds the picture small; the picture itself where it is small already, or cannot be
    /// read here.
    public String thumbnailOf(CompanyId company, UUID id) {
        return urlOf(company, id) + "&small=true";
    }

    /// A file and where its bytes lie.
    public record Found(MediaFile file, Path path) {}

    /// Empty for a wrong signature, an address that has expired and a file that is not there, all alike.
    ///
    /// @param small whether a small picture will do
    Optional<Found> find(CompanyId company, UUID id, long expires, String signature, boolean small) {
        var until = Instant.ofEpochSecond(Math.clamp(expires, 0L, Integer.MAX_VALUE * 2L));
        var now = clock.instant();
        if (!isSigned(company, id, expires, signature)
                || now.isAfter(until)
                || until.isAfter(now.plus(ADDRESS_LASTS))) {
            return Optional.empty();
        }
        return transactions
                .in(company, () -> read(company, id))
                .map(row -> atHand(company, small ? smallest(company, row) : whole(company, row)));
    }

    /// @param thumbnail what kind of picture its small copy is; null where it has none
    private record Row(
            MediaFile file, String hash, @Nullable String thumbnail) {}

    private Found whole(CompanyId company, Row row) {
        return new Found(row.file(), folder.resolve(company.toString()).resolve(row.hash()));
    }

    private Found smallest(CompanyId company, Row row) {
        var whole = whole(company, row);
        return row.thumbnail() == null
                ? whole
                : new Found(
                        new MediaFile(
                                row.file().id(),
                                row.thumbnail(),
                                row.file().size(),
                                row.file().fileName()),
                        whole.path().resolveSibling(row.hash() + SMALL));
    }

    private Optional<Row> read(CompanyId company, UUID id) {
        return jdbc.sql("""
                select sha256, content_type, size, file_name, thumbnail from media
                 where company_id = :company
                   and id = :id
                """)
                .param("company", company.value())
                .param("id", id)
                .query((row, number) -> new Row(
                        new MediaFile(
                                id, row.getString("content_type"), row.getLong("size"), row.getString("file_name")),
                        row.getString("sha256"),
                        row.getString("thumbnail")))
                .optional();
    }

    /// A file and where its bytes lie; empty where there is none.
    public Optional<Found> find(CompanyId company, UUID id) {
        return transactions.inside(company, () -> read(company, id)).map(row -> atHand(company, whole(company, row)));
    }

    /// The same bytes under another id, for who shows them for longer than they stay where they are. In a
    /// transaction of the company.
    ///
    /// @return empty where there is no such file
    public Optional<MediaFile> copy(CompanyId company, UUID id) {
        return read(company, id).map(row -> {
            var file = row.file();
            var copy = new MediaFile(Ids.next(), file.contentType(), file.size(), file.fileName());
            insert(company, copy, row.hash(), row.thumbnail());
            return copy;
        });
    }

    /// All files of the company.
    public List<UUID> all(CompanyId company) {
        return transactions.inside(
                company,
                () -> jdbc.sql("select id from media where company_id = :company order by id")
                        .param("company", company.value())
                        .query(UUID.class)
                        .list());
    }

    /// Proves that whoever shows it was given an address that ends at `expires`.
    public String signature(CompanyId company, UUID id, long expires) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(hmac(addressKey, "%s/%s/%d".formatted(company, id, expires)));
    }

    public boolean isSigned(CompanyId company, UUID id, long expires, String signature) {
        return MessageDigest.isEqual(
                signature(company, id, expires).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    /// Removes files for good: bytes no other row shares, then rows. One that something of the company still points to,
    /// such as a picture of a product, stays. Outside of any transaction.
    ///
    /// @return how many are gone
    public long remove(CompanyId company, Collection<UUID> ids) {
        long gone = 0;
        for (var id : ids) {
            var links = owned.count(company, "media", List.of(id));
            boolean used = links.entrySet().stream()
                    .anyMatch(entry -> !entry.getKey().equals("media") && entry.getValue() > 0);
            if (!used) {
                transactions.in(company, () -> unshared(company, id)).ifPresent(hash -> removeBytes(company, hash));
                gone += eraser.erase(company, "media", "id = ?", id);
            }
        }
        return gone;
    }

    /// Marks a file as one whose bytes go now. Whoever would store the same ones waits until its row is gone.
    ///
    /// @return empty where another file has the same bytes
    private Optional<String> unshared(CompanyId company, UUID id) {
        return read(company, id).map(Row::hash).filter(hash -> {
            lock(company, hash);
            jdbc.sql("update media set removed_at = now() where company_id = :company and id = :id")
                    .param("company", company.value())
                    .param("id", id)
                    .update();
            return jdbc.sql("""
                    select not exists (select from media
                                        where company_id = :company and sha256 = :hash and id <> :id and removed_at is null)
                    """)
                    .param("company", company.value())
                    .param("hash", hash)
                    .param("id", id)
                    .query(Boolean.class)
                    .single();
        });
    }

    /// A process that died meanwhile does not hold up anybody for longer than a removal can take.
    private boolean isBeingRemoved(CompanyId company, String hash) {
        return jdbc.sql("""
                select exists (select from media
                                where company_id = :company and sha256 = :hash and removed_at > now() - interval '1 minute')
                """)
                .param("company", company.value())
                .param("hash", hash)
                .query(Boolean.class)
                .single();
    }

    private void removeBytes(CompanyId company, String hash) {
        try {
            for (var name : List.of(hash, hash + SMALL)) {
                if (bucket != null) {
                    bucket.remove(key(company, name));
                }
                Files.deleteIfExists(folder.resolve(company.toString()).resolve(name));
            }
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }

    /// Until the transaction ends, nobody else stores or removes the same bytes.
    private void lock(CompanyId company, String hash) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:what, 0))")
                .param("what", company + "/" + hash)
                .query(row -> {});
    }

    private static void move(Path draft, Path home) {
        try {
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }

    /// How many files of the company are kept.
    public long count(CompanyId company) {
        if (bucket != null) {
            try {
                return bucket.list(company + "/").stream()
                        .filter(key -> !key.endsWith(SMALL))
                        .count();
            } catch (IOException away) {
                throw new UncheckedIOException(away);
            }
        }
        var home = folder.resolve(company.toString());
        if (!Files.isDirectory(home)) {
            return 0;
        }
        try (var inside = Files.list(home)) {
            return inside.filter(file -> !file.toString().endsWith(SMALL)).count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Removes the bytes of a company that is gone; its rows go with the others.
    public void forget(CompanyId company) {
        try {
            if (bucket != null) {
                for (var key : bucket.list(company + "/")) {
                    bucket.remove(key);
                }
            }
            FileSystemUtils.deleteRecursively(folder.resolve(company.toString()));
        } catch (IOException stuck) {
            throw new UncheckedIOException(stuck);
        }
    }

    private void insert(CompanyId company, MediaFile file, String hash, @Nullable String thumbnail) {
        jdbc.sql("""
                insert into media (company_id, id, sha256, content_type, size, file_name, thumbnail, created_at)
                values (:company, :id, :hash, :type, :size, :name, :thumbnail, :now)
                on conflict (company_id, id) do nothing
                """)
                .param("company", company.value())
                .param("id", file.id())
                .param("hash", hash)
                .param("type", file.contentType())
                .param("size", file.size())
                .param("name", file.fileName())
                .param("thumbnail", thumbnail)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private static long copy(byte[] head, InputStream body, OutputStream file, MessageDigest digest, long mostBytes)
            throws IOException, TooLarge {
        long size = 0;
        var buffer = new byte[64 * 1024];
        System.arraycopy(head, 0, buffer, 0, head.length);
        for (int read = head.length; read > 0; read = body.read(buffer)) {
            size += read;
            if (size > mostBytes) {
                throw new TooLarge(mostBytes);
            }
            digest.update(buffer, 0, read);
            file.write(buffer, 0, read);
        }
        return size;
    }

    /// A name is shown and offered for saving: no path, nothing invisible, its ending kept.
    private static @Nullable String shortened(@Nullable String fileName) {
        if (fileName == null) {
            return null;
        }
        var name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{C}", "")
                .strip();
        if (name.isEmpty()) {
            return null;
        }
        return name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java runtime", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }
}
