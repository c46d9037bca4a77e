package app.sembang.realtime;

/// Whether other processes work on the same database just now; only then are they told of what happens here.
@FunctionalInterface
public interface Neighbours {
    boolean present();
}
