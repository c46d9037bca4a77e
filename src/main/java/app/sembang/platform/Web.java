package app.sembang.platform;

import app.sembang.access.IpAllowlist;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.io.Resource;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.EncodedResourceResolver;
import org.springframework.web.servlet.resource.PathResourceResolver;
import tools.jackson.databind.module.SimpleModule;

/// What all controllers share, and the files of the staff app.
@Configuration(proxyBeanMethods = false)
class Web implements WebMvcConfigurer {
    private static final String FILES = "classpath:/static/";

    private final IpAllowlist allowlist;
    private final CallLimit limit;

    Web(IpAllowlist allowlist, CallLimit limit) {
        this.allowlist = allowlist;
        this.limit = limit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new Roles(allowlist, limit)).addPathPatterns("/api/**");
    }

    /// A call that changes something is answered in the one form we have, whatever its `Accept` names: by the time its
    /// answer is written it has taken effect, and a refusal would not be true.
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        var asked = new HeaderContentNegotiationStrategy();
        configurer.strategies(List.of(request ->
                isRead(request) ? asked.resolveMediaTypes(request) : ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST));
    }

    private static boolean isRead(NativeWebRequest request) {
        var call = request.getNativeRequest(HttpServletRequest.class);
        return call == null || HttpMethod.GET.matches(call.getMethod()) || HttpMethod.HEAD.matches(call.getMethod());
    }

    /// Enum values are lower_snake in addresses as they are in JSON.
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverterFactory(new LowerSnake());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
    }

    /// What the build named after its content never changes; everything else is asked for anew each time.
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**")
                .addResourceLocations(FILES + "assets/")
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .resourceChain(true)
                .addResolver(new EncodedResourceResolver());
        // Not remembered: anybody may invent any number of addresses.
        registry.addResourceHandler("/**")
                .addResourceLocations(FILES)
                .setCacheControl(CacheControl.noCache())
                .resourceChain(false)
                .addResolver(new EncodedResourceResolver())
                .addResolver(new Pages());
    }

    /// Instants always with milliseconds: `2026-11-24T03:41:12.120Z`.
    /// Static, because what else this class needs speaks JSON itself.
    @Bean
    static JsonMapperBuilderCustomizer instants() {
        return builder -> builder.addModule(new SimpleModule("times").addSerializer(new Milliseconds()));
    }

    /// The addresses of the staff app are known to its own router: each is answered with its one page.
    private static class Pages extends PathResourceResolver {
        private static final List<String> OTHERS =
                List.of("api/", "webhook/", "widget/", "actuator/", "media/", "demo/", "v3/", "swagger-ui");

        @Override
        protected @Nullable Resource getResource(String path, Resource location) throws IOException {
            var file = super.getResource(path, location);
            return file == null && isPage(path) ? super.getResource("index.html", location) : file;
        }

        private static boolean isPage(String path) {
            return path.indexOf('.') < 0 && OTHERS.stream().noneMatch(path::startsWith);
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static class LowerSnake implements ConverterFactory<String, Enum> {
        @Override
        public <T extends Enum> Converter<String, T> getConverter(Class<T> type) {
            return text -> (T) Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT));
        }
    }
}
