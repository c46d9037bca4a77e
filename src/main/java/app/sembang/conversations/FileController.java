package app.sembang.conversations;

import app.sembang.connections.ChannelCapabilities;
import app.sembang.conversations.Content.Media.Kind;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.media.MediaFile;
import app.sembang.media.MediaFiles;
import app.sembang.media.TooLarge;
import app.sembang.media.Uploads;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/// Takes in the files members send.
@RestController
@RequestMapping("/api/v1/conversations/{id}/files")
@Tag(name = "Messages")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER})
class FileController {
    private final CompanyTransactions transactions;
    private final ConversationReader reader;
    private final MediaFiles files;
    private final Uploads uploads;
    private final FileAddresses addresses;

    FileController(
            CompanyTransactions transactions,
            ConversationReader reader,
            MediaFiles files,
            Uploads uploads,
            FileAddresses addresses) {
        this.transactions = transactions;
        this.reader = reader;
        this.files = files;
        this.uploads = uploads;
        this.addresses = addresses;
    }

    /// For the description only.
    record FileUpload(
            @Schema(type = "string", format = "binary") String file) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Take in a file to be sent in this conversation",
            description = "Answers with the `content` of the message that sends it; a `caption` may be added."
                    + " At most 10 MB, and no more than the channel takes. What is never sent goes after a day.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @io.swagger.v3.oas.annotations.media.Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = FileUpload.class))))
    Content take(
            Member me,
            @PathVariable ConversationId id,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable MultipartFile file)
            throws IOException {
        var account = transactions
                .as(me.access(), () -> reader.detail(me.company(), me.id(), id))
                .orElseThrow(() -> Refusal.notFound("conversation", id))
                .capabilities();
        if (file == null || file.isEmpty()) {
            throw Refusal.invalid("file", "Send the file as multipart/form-data.");
        }
        var stored = store(me, file, account);
        var kind = kind(stored, account);
        if (kind == null) {
            files.remove(me.company(), List.of(stored.id()));
            throw stored.known()
                    ? tooLarge(most(account))
                    : Refusal.invalid("file", "Use a picture, PDF, recording, video or office document.");
        }
        return addresses.in(
                me.company(),
                new Content.Media(
                        kind,
                        null,
                        new Content.Media.File(stored.id(), stored.contentType(), stored.size(), stored.fileName()),
                        Content.Media.Status.READY,
                        null));
    }

    private MediaFile store(Member me, MultipartFile file, ChannelCapabilities account) throws IOException {
        long most = most(account);
        if (most == 0) {
            throw Refusal.invalid("file", "This channel carries no files.");
        }
        try (var body = file.getInputStream()) {
            var id = uploads.begin(me.company(), me.id().toString());
            return files.store(me.company(), id, file.getOriginalFilename(), body, most);
        } catch (TooLarge tooLarge) {
            throw tooLarge(most);
        }
    }

    private static long most(ChannelCapabilities account) {
        return account.mediaBytes().values().stream()
                .mapToLong(bytes -> bytes)
                .max()
                .orElse(0);
    }

    private static Refusal tooLarge(long most) {
        return Refusal.invalid("file", "This channel takes at most %d MB.".formatted(most >> 20));
    }

    /// As what the file is shown by the channel, else as a document; null where it takes neither.
    private static @Nullable Kind kind(MediaFile file, ChannelCapabilities account) {
        if (!file.known()) {
            return null;
        }
        return Stream.of(Kind.sentAs(file.contentType()), Kind.DOCUMENT)
                .filter(kind -> file.size() <= account.mediaBytes().getOrDefault(kind.value(), 0L))
                .findFirst()
                .orElse(null);
    }
}
