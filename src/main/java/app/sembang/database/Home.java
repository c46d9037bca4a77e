package app.sembang.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `SEMBANG_HOME`: what the embedded mode keeps. One process at a time holds it; the lock goes with the
/// process, however it ends.
final class Home {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    /// Kept open for as long as the process lives: closing it gives the home away.
    private final FileLock lock;

    private final Properties secrets = new Properties();

    private Home(Path folder, FileLock lock) throws IOException {
        this.folder = folder;
        this.lock = lock;
        if (Files.exists(secretsFile())) {
            try (var reader = Files.newBufferedReader(secretsFile())) {
                secrets.load(reader);
            }
        }
    }

    static Home open(Path folder) {
        var home = openUnlessTaken(folder);
        if (home == null) {
            throw new StartRefused(
                    "it already runs with SEMBANG_HOME=%s and answers at %s".formatted(folder, addressIn(folder)));
        }
        return home;
    }

    /// Null where a process holds it.
    static @Nullable Home openUnlessTaken(Path folder) {
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            var lock = tryLock(folder.resolve("lock"));
            return lock == null ? null : new Home(folder, lock);
        } catch (IOException e) {
            throw new StartRefused("SEMBANG_HOME=%s cannot be used (%s)".formatted(folder, e), e);
        }
    }

    private static @Nullable FileLock tryLock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return lock;
        } catch (OverlappingFileLockException _) {
            channel.close();
            return null;
        }
    }

    private static String addressIn(Path folder) {
        var file = folder.resolve("address");
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "an address it has not told yet";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /// Tells a second start on this home where the first one answers.
    void answersAt(String address) {
        try {
            Files.writeString(folder.resolve("address"), address + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The secret of this name, made when it is first asked for.
    String secret(String name) {
        var known = secrets.getProperty(name);
        if (known != null) {
            return known;
        }
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        var made = HexFormat.of().formatHex(bytes);
        secrets.setProperty(name, made);
        write();
        return made;
    }

    private void write() {
        var text = new StringBuilder("# The secrets of this installation. Lose them, and its sealed data is lost.\n");
        new TreeMap<>(secrets)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        try {
            var draft = folder.resolve("secrets.properties.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text);
            Files.move(draft, secretsFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The database's port: a free one at first, then the same again unless somebody else took it meanwhile.
    int databasePort() throws IOException {
        var file = folder.resolve("postgresql.port");
        if (Files.exists(file)) {
            int kept = Integer.parseInt(Files.readString(file).strip());
            if (isFree(kept)) {
                return kept;
            }
        }
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, socket.getLocalPort() + "\n");
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Path secretsFile() {
        return folder.resolve("secrets.properties");
    }

    @Override
    public String toString() {
        return folder + (lock.isValid() ? "" : " (given away)");
    }
}
