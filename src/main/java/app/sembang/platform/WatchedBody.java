package app.sembang.platform;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.time.Duration;

/// A request whose body is looked at while it is read.
final class WatchedBody extends HttpServletRequestWrapper {
    private final Watch watch;

    /// Told after each read how many bytes there were so far, and how long reading has waited for them. May refuse.
    interface Watch {
        void read(long bytes, Duration waited);
    }

    WatchedBody(HttpServletRequest request, Watch watch) {
        super(request);
        this.watch = watch;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new WatchedStream(super.getInputStream(), watch);
    }

    private static class WatchedStream extends ServletInputStream {
        private final ServletInputStream stream;
        private final Watch watch;
        private long bytes;
        private long waitedNanos;

        WatchedStream(ServletInputStream stream, Watch watch) {
            this.stream = stream;
            this.watch = watch;
        }

        @Override
        public int read() throws IOException {
            long before = System.nanoTime();
            int next = stream.read();
            count(next < 0 ? 0 : 1, before);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            long before = System.nanoTime();
            int read = stream.read(into, from, length);
            count(read, before);
            return read;
        }

        private void count(int read, long before) {
            bytes += Math.max(0, read);
            waitedNanos += System.nanoTime() - before;
            watch.read(bytes, Duration.ofNanos(waitedNanos));
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}
