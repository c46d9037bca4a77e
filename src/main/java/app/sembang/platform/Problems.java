package app.sembang.platform;

import app.sembang.shared.Refusal;
import app.sembang.shared.Refusal.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
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
    /// The class of SQLSTATE that blames the value, not the constraint it meets.
    private static final String DATA_EXCEPTION = "22";

    private static final String INVALID = "The request has a value that cannot be accepted.";

    private final ProblemWriter writer;
    private final FieldMessages messages;

    Problems(ProblemWriter writer, FieldMessages messages) {
        this.writer = writer;
        this.messages = messages;
    }

    @ExceptionHandler
    @Nullable
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
    @Nullable
    ResponseEntity<Object> unavailable(Exception failure, WebRequest request) throws Exception {
        LOG.error("The database did not answer", failure);
        breakOff(failure, request);
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

    /// Bytes in the query that are no UTF-8. The container finds out only when somebody asks for a parameter.
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unreadable(InvalidParameterException unreadable, WebRequest request) {
        return answer(
                request,
                new HttpHeaders(),
                HttpStatus.BAD_REQUEST,
                ProblemWriter.MALFORMED_ADDRESS,
                "The address holds what cannot be read.",
                Map.of());
    }

    /// The rest of a body did not come, or is not what HTTP calls one.
    @ExceptionHandler({SocketTimeoutException.class, BadRequestException.class})
    @Nullable
    ResponseEntity<Object> cutOff(Exception failure, WebRequest request) {
        boolean isLate = failure instanceof SocketTimeoutException;
        return answer(
                request,
                new HttpHeaders(),
                isLate ? HttpStatus.REQUEST_TIMEOUT : HttpStatus.BAD_REQUEST,
                isLate ? "too-slow" : "malformed-body",
                "The body did not arrive whole.",
                Map.of());
    }

    /// The net under our own checks: U+0000 in a text, a number or a time beyond what a column holds.
    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unfit(DataIntegrityViolationException failure, WebRequest request) throws Exception {
        if (!isDataException(failure)) {
            return surprised(failure, request);
        }
        LOG.warn("A value got as far as the database before it was refused", failure);
        return invalid(request, new HttpHeaders(), List.of());
    }

    private static boolean isDataException(DataIntegrityViolationException failure) {
        return failure.getMostSpecificCause() instanceof SQLException said
                && said.getSQLState() != null
                && said.getSQLState().startsWith(DATA_EXCEPTION);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> surprised(Exception surprise, WebRequest request) throws Exception {
        LOG.error("Unexpected failure", surprise);
        breakOff(surprise, request);
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

    private @Nullable ResponseEntity<Object> invalid(WebRequest request, HttpHeaders headers, List<FieldError> errors) {
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

    /// Null where it is written already: to an event stream that has begun, as its last event.
    private @Nullable ResponseEntity<Object> answer(
            WebRequest request,
            HttpHeaders headers,
            HttpStatus status,
            String code,
            String detail,
            Map<String, ?> facts) {
        HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
        var body = writer.body(servlet, status, code, detail, facts);
        var response = ((ServletWebRequest) request).getResponse();
        if (response != null && body != null) {
            if (!response.isCommitted()) {
                // Of an event stream kept to be repeated, or of a file.
                response.resetBuffer();
            } else if (isEventStream(response)) {
                writer.writeEvent(response, body);
                return null;
            }
        }
        var answer = ResponseEntity.status(status).headers(headers);
        return body == null
                ? answer.build()
                : answer.contentType(MediaType.APPLICATION_PROBLEM_JSON).body(body);
    }

    /// Of a file that is on its way nothing more is sent: the container closes the connection, and whoever takes it
    /// sees that it is not whole.
    private static void breakOff(Exception failure, WebRequest request) throws Exception {
        var response = ((ServletWebRequest) request).getResponse();
        if (response != null && response.isCommitted() && !isEventStream(response)) throw failure;
    }

    private static boolean isEventStream(HttpServletResponse response) {
        var type = response.getContentType();
        return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
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
            case TOO_SLOW -> HttpStatus.REQUEST_TIMEOUT;
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
