package app.sembang.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many calls a minute each class of endpoints takes, over all processes.
///
/// @param signIn beginning and going on with a session; nobody is signed in yet, so only addresses count
/// @param heavy exports, imports and checks that read much
@ConfigurationProperties("sembang.rate-limits")
public record RateLimitSettings(
        @DefaultValue Read read,
        @DefaultValue Write write,
        @DefaultValue Heavy heavy,
        @DefaultValue SignIn signIn) {
    /// Calls a minute of one address, one member (or the keys in that name) and one company.
    sealed interface PerMinute permits Read, Write, Heavy, SignIn {
        int address();

        int member();

        int company();
    }

    record Read(
            @DefaultValue("12000") int address,
            @DefaultValue("3000") int member,
            @DefaultValue("30000") int company) implements PerMinute {}

    record Write(
            @DefaultValue("6000") int address,
            @DefaultValue("1200") int member,
            @DefaultValue("12000") int company) implements PerMinute {}

    record Heavy(
            @DefaultValue("600") int address,
            @DefaultValue("60") int member,
            @DefaultValue("120") int company) implements PerMinute {}

    record SignIn(
            @DefaultValue("1200") int address,
            @DefaultValue("1200") int member,
            @DefaultValue("12000") int company) implements PerMinute {}

    PerMinute of(EndpointClass kind) {
        return switch (kind) {
            case READ -> read;
            case WRITE -> write;
            case HEAVY -> heavy;
            case SIGN_IN -> signIn;
        };
    }
}
