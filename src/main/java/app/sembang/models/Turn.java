package app.sembang.models;

import java.util.List;

/// What one side said in one go. Neighbours of one role are joined before they are sent.
public record Turn(Role role, List<Part> parts) {
    public enum Role {
        USER,
        ASSISTANT
    }

    public Turn {
        parts = List.copyOf(parts);
    }

    public static Turn user(String text) {
        return new Turn(Role.USER, List.of(new Part.Text(text)));
    }

    public static Turn assistant(String text) {
        return new Turn(Role.ASSISTANT, List.of(new Part.Text(text)));
    }
}
