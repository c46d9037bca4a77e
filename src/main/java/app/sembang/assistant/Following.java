package app.sembang.assistant;

import app.sembang.assistant.Making.Doing;
import app.sembang.assistant.Making.Restart;
import app.sembang.assistant.Making.Step;
import app.sembang.assistant.Making.Words;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells whoever follows an answer how it comes along. Of one thread.
final class Following {
    static final List<String> UNFINISHED = List.of("unfinished");

    private final @Nullable Consumer<Making> follower;
    private boolean hasWords;

    /// @param follower must not throw; null: nobody follows
    Following(@Nullable Consumer<Making> follower) {
        this.follower = follower;
    }

    void doing(Step step) {
        if (follower != null) follower.accept(new Doing(step));
    }

    /// Hears what a model says. Null where nobody follows: then a model that breaks off is asked again.
    @Nullable
    Consumer<String> listener() {
        if (follower == null) return null;
        var to = follower;
        return new ReplyWords(text -> {
            hasWords = true;
            to.accept(new Words(text));
        });
    }

    /// What was told, if anything, is not what will be said.
    void restart(List<String> because) {
        if (follower != null && hasWords) follower.accept(new Restart(because));
        hasWords = false;
    }
}
