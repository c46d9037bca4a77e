package app.sembang.channels.voice;

import app.sembang.conversations.Content.Media.Transcript;
import app.sembang.media.MediaFiles;
import app.sembang.shared.Texts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// OpenAI's `audio/transcriptions`, as OpenAI speaks it and many servers of one's own do. What they take is
/// at most 25 MB (OpenAI, "Speech to text").
@Component
@EnableConfigurationProperties(TranscriptionSettings.class)
class OpenAiTranscriber implements Transcriber {
    private static final long MOST_BYTES = 25L << 20;
    private static final int LONGEST = 20_000;
    private static final int LONGEST_LANGUAGE = 40;
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final Logger log = LoggerFactory.getLogger(OpenAiTranscriber.class);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    private final TranscriptionSettings settings;
    private final JsonMapper json;

    OpenAiTranscriber(TranscriptionSettings settings, JsonMapper json) {
        this.settings = settings;
        this.json = json;
    }

    @Override
    public boolean listens() {
        return settings.isUsed();
    }

    @Override
    public Listener listener() {
        var host = settings.url() == null ? null : settings.url().getHost();
        boolean openAi = "api.openai.com".equals(host);
        return new Listener(openAi ? "openai" : "compatible", settings.model(), openAi ? "US" : "ZZ");
    }

    @Override
    public Optional<Transcript> transcribe(MediaFiles.Found recording) throws IOException {
        if (!listens() || recording.file().size() > MOST_BYTES) {
            return Optional.empty();
        }
        try {
            var answer = http.send(request(recording), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 429 || answer.statusCode() >= 500) {
                throw new IOException("The transcription service answered " + answer.statusCode());
            }
            if (answer.statusCode() != 200) {
                log.warn("A voice note has no transcript: the service answered {}", answer.statusCode());
                return Optional.empty();
            }
            return said(answer.body());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a voice note was being listened to", stopping);
        }
    }

    private HttpRequest request(MediaFiles.Found recording) throws IOException {
        var boundary = "sembang-" + UUID.randomUUID();
        var type = recording.file().contentType();
        // These services tell the format by the name's ending.
        var ending = type.substring(type.indexOf('/') + 1);
        var head = """
                --%1$s\r
                Content-Disposition: form-data; name="model"\r
                \r
                %2$s\r
                --%1$s\r
                Content-Disposition: form-data; name="response_format"\r
                \r
                json\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="voice.%3$s"\r
                Content-Type: %4$s\r
                \r
                """.formatted(boundary, settings.model(), ending, type);
        var request = HttpRequest.newBuilder(
                        URI.create(String.valueOf(settings.url()).replaceAll("/+$", "") + "/audio/transcriptions"))
                .timeout(WITHIN)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofFile(recording.path()),
                        BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary))));
        if (!settings.key().isBlank()) {
            request.header("Authorization", "Bearer " + settings.key());
        }
        return request.build();
    }

    private Optional<Transcript> said(String body) throws IOException {
        try {
            var answer = json.readTree(body);
            var text = Texts.storable(answer.path("text").asString("").strip());
            var language = Texts.storable(answer.path("language").asString(""));
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Transcript(
                            Texts.beginning(text, LONGEST),
                            language.isEmpty() || language.length() > LONGEST_LANGUAGE ? null : language));
        } catch (JacksonException notJson) {
            throw new IOException("The transcription service's answer was not understood", notJson);
        }
    }
}
