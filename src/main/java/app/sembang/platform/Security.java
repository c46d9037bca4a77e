package app.sembang.platform;

import app.sembang.access.ApiKeys;
import app.sembang.identity.AccessTokens;
import app.sembang.identity.Loopback;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.Header;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.web.cors.CorsConfiguration;

/// Who gets in at which door. The staff's API wants an access token (and then a role: [Roles]); the other doors have
/// proofs of their own: vendors sign, visitors of a website carry a session token, files have signed addresses.
@Configuration(proxyBeanMethods = false)
class Security {
    private static final String STAFF_APP =
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                    + "media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
                    + "frame-ancestors 'none'";
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final String NO_DEVICES = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

    private final ProblemWriter problems;

    private final List<String> allowedOrigins;

    Security(ProblemWriter problems, @Value("${sembang.cors.allowed-origins}") List<String> allowedOrigins) {
        this.problems = problems;
        this.allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// Vendors prove what they send where it is stored; nothing else of this is asked of them.
    @Bean
    @Order(0)
    SecurityFilterChain vendors() {
        return new DefaultSecurityFilterChain(
                request -> request.getRequestURI().startsWith("/webhook/"),
                new HeaderWriterFilter(List.of(
                        new XContentTypeOptionsHeaderWriter(),
                        new CacheControlHeadersWriter(),
                        new HstsHeaderWriter())));
    }

    @Bean
    @Order(1)
    SecurityFilterChain staffApi(HttpSecurity http, AccessTokens tokens, ApiKeys keys) {
        return stateless(http)
                .addFilterBefore(new ApiKeyDoor(keys), BearerTokenAuthenticationFilter.class)
                .securityMatcher("/api/**", "/actuator/**")
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/actuator/health/**")
                        .permitAll()
                        .requestMatchers("/actuator/prometheus", "/actuator/info")
                        .access((who, context) -> new AuthorizationDecision(Loopback.is(context.getRequest())
                                || (who.get() != null
                                        && who.get().getPrincipal() instanceof Member member
                                        && member.role() == Role.SUPER_ADMIN)))
                        .requestMatchers("/actuator/**")
                        .denyAll()
                        .requestMatchers("/api/v1/auth/**", "/api/v1/invitations/**")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/api/v1/sign-in-companies/*")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.bearerTokenResolver(new StaffTokens())
                        .authenticationEntryPoint(unauthenticated())
                        .accessDeniedHandler(forbidden())
                        .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(tokens)))
                .cors(cors -> cors.configurationSource(this::cors))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(NOTHING))
                        .crossOriginResourcePolicy(policy -> policy.policy(
                                CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(NO_DEVICES))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pagesAndOtherDoors(HttpSecurity http) {
        return stateless(http)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .requestMatchers("/widget/**", "/demo/**", "/meta/**")
                        .permitAll()
                        // Pages, their files, the API's description, signed media.
                        .requestMatchers(HttpMethod.GET, "/**")
                        .permitAll()
                        .requestMatchers(HttpMethod.HEAD, "/**")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .headers(headers -> headers.frameOptions(frames -> frames.disable())
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN))
                        .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                                Security::isStaffApp,
                                new StaticHeadersWriter(List.of(
                                        new Header("Content-Security-Policy", STAFF_APP),
                                        new Header("X-Frame-Options", "DENY"),
                                        new Header("Permissions-Policy", NO_DEVICES),
                                        new Header("Cross-Origin-Resource-Policy", "same-origin"),
                                        new Header("Cross-Origin-Opener-Policy", "same-origin"))))))
                .build();
    }

    /// Calls are measured as a whole; a measure of each filter cost more than most filters.
    @Bean
    SecurityObservationSettings filtersAreNotMeasured() {
        return SecurityObservationSettings.noObservations();
    }

    /// Before any chain: an address no browser would write (`//`, `%25`, `%00`).
    @Bean
    RequestRejectedHandler malformedAddress() {
        return (request, response, rejected) -> problems.write(
                request,
                response,
                HttpStatus.BAD_REQUEST,
                ProblemWriter.MALFORMED_ADDRESS,
                "The address holds what cannot be read.");
    }

    /// Pages of listed origins may call with a token; never with the cookie, and nobody signs in from there. All others
    /// are told nothing, so that their browsers keep the answer from them.
    private @Nullable CorsConfiguration cors(HttpServletRequest request) {
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null
                || !allowedOrigins.contains(origin)
                || request.getRequestURI().startsWith("/api/v1/auth/")) {
            return null;
        }
        var listed = new CorsConfiguration();
        listed.setAllowedOrigins(List.of(origin));
        listed.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        listed.setAllowedHeaders(
                List.of("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "X-Request-Id"));
        listed.setExposedHeaders(List.of("RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"));
        return listed;
    }

    private HttpSecurity stateless(HttpSecurity http) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated()).accessDeniedHandler(forbidden()));
    }

    private AuthenticationEntryPoint unauthenticated() {
        return (request, response, failure) -> {
            response.setHeader("WWW-Authenticate", "Bearer");
            problems.write(
                    request,
                    response,
                    HttpStatus.UNAUTHORIZED,
                    "unauthenticated",
                    "Send a valid access token: Authorization: Bearer …");
        };
    }

    private AccessDeniedHandler forbidden() {
        return (request, response, failure) ->
                problems.write(request, response, HttpStatus.FORBIDDEN, "forbidden", "You may not do this.");
    }

    /// The chat of a website, sample pages and files carry policies of their own.
    private static boolean isStaffApp(HttpServletRequest request) {
        var path = request.getRequestURI();
        return !path.startsWith("/widget/") && !path.startsWith("/demo/") && !path.startsWith("/media/");
    }

    /// Signing in must work for a browser that still sends a token of yesterday.
    private static class StaffTokens implements BearerTokenResolver {
        private final BearerTokenResolver header = new DefaultBearerTokenResolver();

        @Override
        public @Nullable String resolve(HttpServletRequest request) {
            var path = request.getRequestURI();
            return path.startsWith("/api/v1/auth/")
                            || path.startsWith("/api/v1/invitations/")
                            || ApiKeyDoor.key(request) != null
                    ? null
                    : header.resolve(request);
        }
    }
}
