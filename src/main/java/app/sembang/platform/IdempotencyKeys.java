package app.sembang.platform;

import app.sembang.identity.Member;
import app.sembang.shared.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/// A POST that carries an `Idempotency-Key` has effect once within 24 hours: who repeats it is told what was answered
/// the first time (`Idempotent-Replayed: true`). The key belongs to the member; with another body it is refused. What
/// was refused may be tried again under the same key. Where the process died before it could note its answer, nobody
/// knows whether there was an effect: the key stays taken, and the caller is told to look. A file is never held in
/// memory to be compared, so with an upload the key says nothing.
@Component
@Order(0)
class IdempotencyKeys extends OncePerRequestFilter {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final IdempotencyStore store;
    private final ProblemWriter problems;

    IdempotencyKeys(IdempotencyStore store, ProblemWriter problems) {
        this.store = store;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var type = request.getContentType();
        return !request.getMethod().equals("POST")
                || (type != null && type.startsWith("multipart/"))
                || !request.getRequestURI().startsWith("/api/")
                || request.getHeader(HEADER) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof Member member)) {
            chain.doFilter(request, response);
            return;
        }
        var key = request.getHeader(HEADER);
        if (!KEY.matcher(key).matches()) {
            problems.write(
                    request,
                    response,
                    HttpStatus.BAD_REQUEST,
                    "bad-idempotency-key",
                    "An Idempotency-Key is 1 to 255 visible ASCII characters.");
            return;
        }
        byte[] body;
        try {
            body = request.getInputStream().readAllBytes();
        } catch (Refusal refusal) {
            problems.write(
                    request, response, Problems.statusOf(refusal.kind()), refusal.code(), "" + refusal.getMessage());
            return;
        }
        var claim = new IdempotencyStore.Claim(member.company(), member.id(), key, fingerprint(request, body));
        switch (store.take(claim)) {
            case IdempotencyStore.Taken.Fresh() -> answer(claim, new Repeatable(request, body), response, chain);
            case IdempotencyStore.Taken.Answered(var status, var type, var bytes) -> {
                response.setStatus(status);
                response.setHeader("Idempotent-Replayed", "true");
                if (type != null) {
                    response.setContentType(type);
                }
                response.getOutputStream().write(bytes);
            }
            case IdempotencyStore.Taken.OfAnother() ->
                problems.write(
                        request,
                        response,
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "idempotency-key-reused",
                        "This Idempotency-Key came with another request before; use a new one for each.");
            case IdempotencyStore.Taken.Unanswered() ->
                problems.write(
                        request,
                        response,
                        HttpStatus.CONFLICT,
                        "idempotency-key-in-use",
                        "The first request with this Idempotency-Key has not been answered; it is still running or was"
                                + " interrupted. Look whether it had its effect.");
        }
    }

    private void answer(
            IdempotencyStore.Claim claim, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var kept = new ContentCachingResponseWrapper(response);
        boolean succeeded = false;
        try {
            chain.doFilter(request, kept);
            succeeded = kept.getStatus() < 300;
        } finally {
            if (succeeded) {
                store.settle(claim, kept.getStatus(), kept.getContentType(), kept.getContentAsByteArray());
            } else {
                store.release(claim);
            }
        }
        kept.copyBodyToResponse();
    }

    private static byte[] fingerprint(HttpServletRequest request, byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.getMethod() + " " + request.getRequestURI() + "?" + request.getQueryString() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }

    /// A request whose body has been read and can be read again.
    private static class Repeatable extends HttpServletRequestWrapper {
        private final byte[] body;

        Repeatable(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }

        @Override
        public ServletInputStream getInputStream() {
            var stream = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return stream.read();
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    return stream.read(into, from, length);
                }

                @Override
                public boolean isFinished() {
                    return stream.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("Controllers read their bodies in one go");
                }
            };
        }
    }
}
