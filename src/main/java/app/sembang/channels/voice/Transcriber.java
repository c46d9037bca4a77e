package app.sembang.channels.voice;

import app.sembang.conversations.Content.Media.Transcript;
import app.sembang.media.MediaFiles;
import java.io.IOException;
import java.util.Optional;

/// Listens to a recording. Called with no transaction open; may take as long as the recording.
interface Transcriber {
    /// Whether there is anything that listens; voice notes are not touched where there is not.
    boolean listens();

    /// Who listens, as it is written down before a recording leaves.
    ///
    /// @param country where, ISO 3166-1; `ZZ` where only the operator knows
    record Listener(String provider, String model, String country) {}

    Listener listener();

    /// @return empty where nothing is said, or it will not be understood however often it is tried
    /// @throws IOException where another try may have more luck
    Optional<Transcript> transcribe(MediaFiles.Found recording) throws IOException;
}
