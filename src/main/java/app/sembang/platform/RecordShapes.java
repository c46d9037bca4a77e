package app.sembang.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Describes records as their JSON is. A component that is not `@Nullable` must be sent and is never null; one that is
/// may be null, and may be left out of a request. A sealed interface is one of its records, told apart by a property.
///
/// `@Schema(requiredMode = NOT_REQUIRED)` marks what a request may leave out because the record puts a default in its
/// place.
@SuppressWarnings("rawtypes")
class RecordShapes implements ModelConverter {
    private static final String REF = "#/components/schemas/";

    @Override
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        var raw = TypeFactory.defaultInstance().constructType(type.getType()).getRawClass();
        if (raw.isSealed() && raw.isAnnotationPresent(JsonTypeInfo.class)) {
            return oneOfItsRecords(raw, type, context);
        }
        if (!chain.hasNext()) {
            return null;
        }
        var resolved = chain.next().resolve(type, context, chain);
        var model = resolved == null ? null : modelOf(resolved, context);
        if (raw.isRecord() && model != null && model.getProperties() != null) {
            for (var component : raw.getRecordComponents()) {
                describe(component, model);
            }
        }
        return resolved;
    }

    @SuppressWarnings("unchecked")
    private static void describe(RecordComponent component, Schema<?> model) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        var name = named == null || named.value().isEmpty() ? component.getName() : named.value();
        var property = model.getProperties().get(name);
        if (property == null) {
            return;
        }
        var said = component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean optional = nullable || (said != null && said.requiredMode() == RequiredMode.NOT_REQUIRED);
        require(model, name, !optional);
        if (component.getAccessor().isAnnotationPresent(NotBlank.class)) {
            property.setMinLength(1);
        }
        if (property.get$ref() != null && property.getEnum() != null) {
            // Only some values of an enum: said as such, since many readers ignore what stands beside a reference.
            property.set$ref(null);
            property.addType("string");
        }
        if (nullable && property.get$ref() != null) {
            model.getProperties().put(name, orNull(property));
        } else if (nullable && property.getTypes() != null) {
            property.addType("null");
        }
    }

    private static void require(Schema<?> model, String name, boolean required) {
        var names = new TreeSet<>(Objects.requireNonNullElse(model.getRequired(), List.<String>of()));
        if (required) {
            names.add(name);
        } else {
            names.remove(name);
        }
        model.setRequired(names.isEmpty() ? null : List.copyOf(names));
    }

    private static Schema<?> orNull(Schema<?> property) {
        var nothing = new JsonSchema();
        nothing.addType("null");
        return new JsonSchema().oneOf(List.of(new JsonSchema().$ref(property.get$ref()), nothing));
    }

    private static Schema<?> oneOfItsRecords(Class<?> whole, AnnotatedType type, ModelConverterContext context) {
        var property = whole.getAnnotation(JsonTypeInfo.class).property();
        var kinds = Objects.requireNonNull(whole.getAnnotation(JsonSubTypes.class), whole + " names no subtypes");
        var discriminator = new Discriminator().propertyName(property);
        var union = new JsonSchema().discriminator(discriminator);
        for (var kind : kinds.value()) {
            var record = context.resolve(new AnnotatedType(kind.value()).resolveAsRef(true));
            var model = Objects.requireNonNull(modelOf(record, context));
            var told = new JsonSchema();
            told.addType("string");
            told.setEnum(List.of(kind.name()));
            model.addProperty(property, told);
            require(model, property, true);
            union.addOneOfItem(new JsonSchema().$ref(record.get$ref()));
            discriminator.mapping(kind.name(), record.get$ref());
        }
        context.defineModel(whole.getSimpleName(), union, type, null);
        return new JsonSchema().$ref(REF + whole.getSimpleName());
    }

    private static @Nullable Schema<?> modelOf(Schema<?> resolved, ModelConverterContext context) {
        var ref = resolved.get$ref();
        return ref == null ? resolved : context.getDefinedModels().get(ref.substring(REF.length()));
    }

    /// An answer has all properties, null or not; only what is also part of a request may be left out.
    static void requireWhatIsAnswered(OpenAPI document) {
        var requested = new HashSet<String>();
        document.getPaths().values().stream()
                .flatMap(path -> path.readOperations().stream())
                .filter(operation -> operation.getRequestBody() != null)
                .flatMap(operation -> operation.getRequestBody().getContent().values().stream())
                .forEach(body -> collect(body.getSchema(), document, requested));
        for (var entry : document.getComponents().getSchemas().entrySet()) {
            Schema<?> schema = entry.getValue();
            if (!requested.contains(entry.getKey()) && schema.getProperties() != null) {
                schema.setRequired(
                        List.copyOf(new TreeSet<>(schema.getProperties().keySet())));
            }
        }
    }

    private static void collect(@Nullable Schema<?> schema, OpenAPI document, Set<String> names) {
        if (schema == null) {
            return;
        }
        var ref = schema.get$ref();
        if (ref != null && names.add(ref.substring(REF.length()))) {
            collect(document.getComponents().getSchemas().get(ref.substring(REF.length())), document, names);
        }
        parts(schema).forEach(part -> collect(part, document, names));
    }

    private static List<Schema> parts(Schema<?> schema) {
        var parts = new ArrayList<Schema>();
        if (schema.getProperties() != null) {
            parts.addAll(schema.getProperties().values());
        }
        Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
                .filter(Objects::nonNull)
                .forEach(parts::addAll);
        if (schema.getItems() != null) {
            parts.add(schema.getItems());
        }
        if (schema.getAdditionalProperties() instanceof Schema<?> values) {
            parts.add(values);
        }
        return parts;
    }
}
