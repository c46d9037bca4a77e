package app.sembang.platform;

import app.sembang.access.ApiScope;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/// How the staff's API describes itself at `/v3/api-docs`, readable at `/swagger-ui.html`.
@Configuration(proxyBeanMethods = false)
class OpenApi {
    private static final String BEARER = "bearer";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Member.class);
        ModelResolver.enumsAsRef = true;
    }

    @Bean
    OpenAPI apiDescription() {
        return new OpenAPI()
                .info(new Info()
                        .title("Sembang")
                        .version("v1")
                        .description(
                                "Conversations with customers on every channel. Times are ISO 8601 in UTC, ids UUIDs;"
                                        + " a page's `next` is passed as `after` to go on; every refusal is an RFC 9457 problem"
                                        + " with a stable `code`."))
                .components(new Components()
                        .addSecuritySchemes(
                                BEARER,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList(BEARER));
    }

    /// Asked last of all converters, hence the first to be registered.
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    ModelResolver schemas() {
        return new ModelResolver(Json31.mapper(), new SchemaNames()).openapi31(true);
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ModelConverter shapesOfRecords() {
        return new RecordShapes();
    }

    /// Named after its place in the code, which is unique: `conversationList` is `ConversationController.list`.
    @Bean
    OperationCustomizer namesAndRoles() {
        return (operation, endpoint) -> {
            var place = endpoint.getBeanType().getSimpleName().replaceFirst("Controller$", "");
            var name = endpoint.getMethod().getName();
            operation.setOperationId(StringUtils.uncapitalize(place) + StringUtils.capitalize(name));
            var method = method(endpoint);
            Roles.allowedTo(endpoint)
                    .filter(allowed -> allowed.value().length > 0)
                    .ifPresent(allowed -> {
                        add(
                                operation,
                                Arrays.stream(allowed.value())
                                        .map(Role::value)
                                        .collect(Collectors.joining(", ", "Roles: ", ".")));
                        if (method.equals("POST") && !hasIdempotencyKey(operation)) {
                            operation.addParametersItem(idempotencyKey());
                        }
                    });
            ApiScope.neededFor(endpoint, method)
                    .ifPresent(scope -> add(operation, "API keys: scope `" + scope.value() + "`."));
            return operation;
        };
    }

    private static void add(Operation operation, String sentence) {
        var said = operation.getDescription();
        operation.setDescription((said == null || said.isBlank() ? "" : said + "\n\n") + sentence);
    }

    /// Two methods that differ in what they consume are one operation.
    private static boolean hasIdempotencyKey(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> IdempotencyKeys.HEADER.equals(parameter.getName()));
    }

    private static Parameter idempotencyKey() {
        return new Parameter()
                .name(IdempotencyKeys.HEADER)
                .in("header")
                .required(false)
                .description("The same key within 24 hours is answered as the first time, without a second effect")
                .schema(new StringSchema().minLength(1).maxLength(255));
    }

    private static String method(HandlerMethod endpoint) {
        var mapping = AnnotatedElementUtils.findMergedAnnotation(endpoint.getMethod(), RequestMapping.class);
        return mapping == null || mapping.method().length == 0 ? "GET" : mapping.method()[0].name();
    }

    /// Every operation may be refused, and what the server says is said in full.
    @Bean
    OpenApiCustomizer refusalsAndWholeAnswers() {
        return document -> {
            document.setServers(List.of(new Server().url("/")));
            RecordShapes.requireWhatIsAnswered(document);
            document.getComponents().addSchemas("Problem", problem());
            document.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(operation -> operation
                            .getResponses()
                            .addApiResponse(
                                    "default",
                                    new ApiResponse()
                                            .description("A refusal")
                                            .content(new Content()
                                                    .addMediaType(
                                                            "application/problem+json",
                                                            new MediaType()
                                                                    .schema(new Schema<>()
                                                                            .$ref("#/components/schemas/Problem"))))));
        };
    }

    private static Schema<?> problem() {
        var error = new ObjectSchema();
        error.addProperty("field", new StringSchema());
        error.addProperty("message", new StringSchema());
        var problem = new ObjectSchema();
        problem.addProperty("type", new StringSchema().format("uri"));
        problem.addProperty("title", new StringSchema());
        problem.addProperty("status", new IntegerSchema());
        problem.addProperty("detail", new StringSchema());
        problem.addProperty("instance", new StringSchema());
        problem.addProperty("code", new StringSchema().description("Stable, kebab-case"));
        problem.addProperty("requestId", new StringSchema());
        problem.addProperty("errors", new ArraySchema().items(error));
        problem.setDescription("RFC 9457; some refusals say more in members of their own");
        error.setRequired(List.of("field", "message"));
        problem.setRequired(List.of("type", "title", "status", "code", "requestId"));
        return problem;
    }
}
