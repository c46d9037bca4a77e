package app.sembang.platform;

import io.swagger.v3.core.jackson.TypeNameResolver;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a type is called in the API's description: its own name without `View`, after that of the record or interface
/// it is part of (`CompanyStatus`). `@Schema(name = …)` says otherwise. Two types of one name would silently become
/// one, so that is an error.
class SchemaNames extends TypeNameResolver {
    private final Map<String, Class<?>> owners = new ConcurrentHashMap<>();

    @Override
    protected String nameForClass(Class<?> type, Set<Options> options) {
        var given = super.nameForClass(type, options);
        var name = given.equals(type.getSimpleName()) ? nameOf(type) : given;
        var owner = owners.putIfAbsent(name, type);
        if (owner != null && owner != type) {
            throw new IllegalStateException("%s and %s are both called %s in the API's description"
                    .formatted(owner.getName(), type.getName(), name));
        }
        return name;
    }

    private static String nameOf(Class<?> type) {
        var whole = type.getEnclosingClass();
        return (whole != null && (whole.isRecord() || whole.isInterface()) ? nameOf(whole) : "")
                + type.getSimpleName().replaceFirst("(?<=.)View$", "");
    }
}
