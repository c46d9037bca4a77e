package app.sembang.channels;

import app.sembang.conversations.Content;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.FilePlace;
import app.sembang.database.CompanyTransactions;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What becomes of the file of a contact's message once the vendor is asked for it: it is kept, or the message says
/// why not.
@Component
public class IncomingFiles {
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private final MediaFiles files;
    private final Conversations conversations;
    private final CompanyTransactions transactions;

    IncomingFiles(MediaFiles files, Conversations conversations, CompanyTransactions transactions) {
        this.files = files;
        this.conversations = conversations;
        this.transactions = transactions;
    }

    /// Nothing is kept where the message is gone by now, or has another file. Closes the stream.
    ///
    /// @throws TooLarge where it has more than `mostBytes`
    /// @throws IOException where it breaks off
    public void keep(
            CompanyId company, MessageId message, @Nullable String fileName, InputStream content, long mostBytes)
            throws IOException, TooLarge {
        keep(company, new FilePlace(message), fileName, content, mostBytes);
    }

    public void keep(CompanyId company, FilePlace place, @Nullable String fileName, InputStream content, long mostBytes)
            throws IOException, TooLarge {
        try (content) {
            var stored = files.store(company, fileName, content, mostBytes);
            var file = new Content.Media.File(stored.id(), stored.contentType(), stored.size(), stored.fileName());
            if (!transactions.in(company, () -> conversations.mediaReady(company, place, file))) {
                files.remove(company, List.of(stored.id()));
            }
        }
    }

    /// @param reason in plain words
    public void fail(CompanyId company, MessageId message, String reason) {
        fail(company, new FilePlace(message), reason);
    }

    /// @param reason in plain words
    public void fail(CompanyId company, FilePlace place, String reason) {
        transactions.run(company, () -> conversations.mediaFailed(company, place, reason));
    }

    /// How long to wait after this attempt, counted from 1. Empty where it was the last.
    public static Optional<Duration> pauseAfter(int attempt) {
        return attempt > PAUSES.size() ? Optional.empty() : Optional.of(PAUSES.get(attempt - 1));
    }
}
