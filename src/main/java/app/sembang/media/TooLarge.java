package app.sembang.media;

/// A file was larger than its reader allows; nothing of it was kept.
public class TooLarge extends Exception {
    TooLarge(long mostBytes) {
        super("The file is larger than %d MB.".formatted(mostBytes >> 20));
    }
}
