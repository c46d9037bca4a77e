package app.sembang.channels.voice;

import app.sembang.channels.IncomingFiles;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.VoiceNoteReady;
import app.sembang.database.CompanyTransactions;
import app.sembang.jobs.Jobs;
import app.sembang.media.MediaFiles;
import app.sembang.privacy.ProcessingRecord;
import app.sembang.shared.CompanyId;
import app.sembang.shared.MessageId;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Has each voice note of a contact listened to, once it is fetched, and puts what was said beside it.
@Component
class VoiceNotes {
    static final TaskDescriptor<Recording> LISTEN = TaskDescriptor.of("transcribe-voice-note", Recording.class);

    private static final Logger log = LoggerFactory.getLogger(VoiceNotes.class);

    private final Transcriber transcriber;
    private final ProcessingRecord processed;
    private final MediaFiles files;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final Jobs jobs;
    private final Clock clock;

    VoiceNotes(
            Transcriber transcriber,
            ProcessingRecord processed,
            MediaFiles files,
            Conversations conversations,
            CompanyTransactions transactions,
            Jobs jobs,
            Clock clock) {
        this.transcriber = transcriber;
        this.processed = processed;
        this.files = files;
        this.conversations = conversations;
        this.transactions = transactions;
        this.jobs = jobs;
        this.clock = clock;
    }

    /// @param attempt counted from 1
    record Recording(CompanyId company, MessageId message, UUID file, int attempt) {
        Recording again() {
            return new Recording(company, message, file, attempt + 1);
        }
    }

    @EventListener
    void on(VoiceNoteReady note) {
        if (transcriber.listens()) {
            plan(new Recording(note.company(), note.message(), note.file(), 1), Duration.ZERO);
        }
    }

    private void plan(Recording recording, Duration delay) {
        jobs.schedule(
                LISTEN.instance(recording.file() + "-" + recording.attempt())
                        .data(recording)
                        .build(),
                clock.instant().plus(delay));
    }

    private void listen(Recording recording) {
        try {
            var found = files.find(recording.company(), recording.file());
            if (found.isEmpty()) {
                return;
            }
            var listener = transcriber.listener();
            transactions.run(
                    recording.company(),
                    () -> processed.note(
                            recording.company(),
                            List.of(recording.message()),
                            listener.provider(),
                            listener.model(),
                            listener.country(),
                            "transcription"));
            transcriber
                    .transcribe(found.get())
                    .ifPresent(transcript -> transactions.run(
                            recording.company(),
                            () -> conversations.transcribed(
                                    recording.company(), recording.message(), recording.file(), transcript)));
        } catch (IOException later) {
            IncomingFiles.pauseAfter(recording.attempt())
                    .ifPresentOrElse(
                            pause -> plan(recording.again(), pause),
                            () -> log.warn("A voice note has no transcript: {}", later.getMessage()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Work {
        @Bean
        Task<Recording> transcribeVoiceNote(VoiceNotes notes) {
            return Tasks.oneTime(LISTEN).execute((job, context) -> notes.listen(job.getData()));
        }
    }
}
