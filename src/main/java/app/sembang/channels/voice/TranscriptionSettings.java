package app.sembang.channels.voice;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What listens to voice notes: any service with OpenAI's transcription call. Without an address nothing
/// does.
///
/// @param url up to and with the version, such as `https://api.openai.com/v1`
@ConfigurationProperties("sembang.transcription")
record TranscriptionSettings(
        @Nullable URI url,
        @DefaultValue("") String key,
        @DefaultValue("whisper-1") String model) {
    boolean isUsed() {
        return url != null && !url.toString().isEmpty();
    }

    @Override
    public String toString() {
        return "TranscriptionSettings[url=%s, model=%s]".formatted(url, model);
    }
}
