package app.sembang.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The roles that may call an endpoint of `/api/v1`, on its method or its controller (the method wins). An endpoint
/// without it answers nobody. No role at all means: no sign-in needed.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface AllowedTo {
    Role[] value();
}
