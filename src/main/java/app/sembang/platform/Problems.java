package app.sembang.platform;

import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/// Every refusal, and every surprise, as an answer.
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class Problems extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String INVALID = "The request has a value that cannot be accepted.";

    private final ProblemWriter writer;
    private final FieldMessages messages;

    Problems(ProblemWriter writer, FieldMessages messages) {
        this.writer = writer;
        this.messages = messages;
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(Refusal refusal, WebRequest request) {
        var headers = new HttpHeaders();
        if (refusal.facts().get("retryAfter") instanceof Number seconds) {
            headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
        }
        var message = refusal.getMessage();
        return answer(
                request,
                headers,
                statusOf(refusal.kind()),
                refusal.code(),
                message == null ? INVALID : message,
                translated(refusal.facts(), request));
    }

    /// The database is away or all connections are taken: worth trying again.
    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        QueryTimeoutException.class
    })
    ResponseEntity<Object> unavailable(Exception failure, WebRequest request) {
        LOG.error("The database did not answer", failure);
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "2");
        return answer(
                request,
                headers,
                HttpStatus.SERVICE_UNAVAILABLE,
                "unavailable",
                "The server cannot answer right now; try again.",
                Map.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> surprised(Exception surprise, WebRequest request) {
        LOG.error("Unexpected failure", surprise);
        return answer(
                request,
                new HttpHeaders(),
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side. Quote the request id when you report it.",
                Map.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(
                request,
                headers,
                invalid.getFieldErrors().stream()
                        .map(error -> new FieldError(error.getField(), said(error)))
                        .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(
                request,
                headers,
                invalid.getParameterValidationResults().stream()
                        .flatMap(result -> result instanceof ParameterErrors fields
                                ? fields.getFieldErrors().stream()
                                        .map(error -> new FieldError(error.getField(), said(error)))
                                : result.getResolvableErrors().stream()
                                        .map(error -> new FieldError(
                                                nameOf(result.getMethodParameter()
                                                        .getParameterName()),
                                                said(error))))
                        .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return invalid(request, headers, List.of(new FieldError(missing.getParameterName(), "is missing")));
    }

    /// An id in a path that is none names nothing; elsewhere the value is at fault.
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (mismatch instanceof MethodArgumentTypeMismatchException argument
                && argument.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return answer(request, headers, HttpStatus.NOT_FOUND, "not-found", "There is nothing here.", Map.of());
        }
        return invalid(
                request,
                headers,
                List.of(new FieldError(nameOf(mismatch.getPropertyName()), "is not of the expected form")));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = unreadable.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refused(refusal, request);
            }
        }
        if (unreadable.getCause() instanceof DatabindException mismatch
                && !mismatch.getPath().isEmpty()) {
            return invalid(request, headers, List.of(new FieldError(path(mismatch), "is not of the expected form")));
        }
        return answer(
                request,
                headers,
                HttpStatus.BAD_REQUEST,
                "malformed-body",
                "The body is missing or is not the JSON this endpoint reads.",
                Map.of());
    }

    /// All that Spring itself refuses and nothing above has a better word for.
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode code, WebRequest request) {
        if (request instanceof ServletWebRequest servlet
                && servlet.getResponse() != null
                && servlet.getResponse().isCommitted()) {
            return null;
        }
        var status = HttpStatus.valueOf(code.value());
        if (status.is5xxServerError() && status != HttpStatus.SERVICE_UNAVAILABLE) {
            LOG.error("Unexpected failure", failure);
        }
        return switch (status) {
            case NOT_FOUND -> answer(request, headers, status, "not-found", "There is nothing here.", Map.of());
            case CONTENT_TOO_LARGE ->
                answer(request, headers, status, "too-large", "The body is larger than accepted.", Map.of());
            case INTERNAL_SERVER_ERROR ->
                answer(
                        request,
                        headers,
                        status,
                        "internal",
                        "Something went wrong on our side. Quote the request id when you report it.",
                        Map.of());
            default ->
                answer(
                        request,
                        headers,
                        status,
                        status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'),
                        status.getReasonPhrase() + ".",
                        Map.of());
        };
    }

    private ResponseEntity<Object> invalid(WebRequest request, HttpHeaders headers, List<FieldError> errors) {
        return answer(
                request,
                headers,
                HttpStatus.UNPROCESSABLE_CONTENT,
                "validation",
                INVALID,
                ProblemWriter.errors(messages.in(((ServletWebRequest) request).getRequest(), errors)));
    }

    private Map<String, ?> translated(Map<String, Object> facts, WebRequest request) {
        if (!(facts.get("errors") instanceof List<?> errors)) {
            return facts;
        }
        var fields = errors.stream().map(FieldError.class::cast).toList();
        return ProblemWriter.errors(messages.in(((ServletWebRequest) request).getRequest(), fields));
    }

    private ResponseEntity<Object> answer(
            WebRequest request,
            HttpHeaders headers,
            HttpStatus status,
            String code,
            String detail,
            Map<String, ?> facts) {
        HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
        var body = writer.body(servlet, status, code, detail, facts);
        var answer = ResponseEntity.status(status).headers(headers);
        return body == null
                ? answer.build()
                : answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(body);
    }

    static HttpStatus statusOf(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case TOO_MANY -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    /// `admin.email`, `values[2]`.
    private static String path(JacksonException mismatch) {
        return mismatch.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String said(MessageSourceResolvable error) {
        var message = error.getDefaultMessage();
        return message == null ? "cannot be accepted" : message;
    }

    private static String nameOf(@Nullable String parameter) {
        return parameter == null ? "" : parameter;
    }
}
