package app.sembang.channels.webchat;

import app.sembang.companies.OpeningHours;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// The frame the chat lives in, and the files of the widget.
@Hidden
@Controller
class WidgetPages implements WebMvcConfigurer {
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final String FRAME = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Chat</title>
            <link rel="stylesheet" href="/widget/frame/chat.css">
            <script type="module" src="/widget/frame/chat.js"></script>
            </head>
            <body></body>
            </html>
            """;
    private static final String UNKNOWN = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Not found</title></head>
            <body><p>There is no chat with this key.</p></body></html>
            """;

    private final Sites sites;
    private final Sightings sightings;
    private final OpeningHours hours;
    private final JsonMapper json;
    private final String words = words();

    WidgetPages(Sites sites, Sightings sightings, OpeningHours hours, JsonMapper json) {
        this.sites = sites;
        this.sightings = sightings;
        this.hours = hours;
        this.json = json;
    }

    @GetMapping("/widget/frame")
    @ResponseBody
    ResponseEntity<String> frame(@RequestParam(name = "site_key", required = false) @Nullable String siteKey) {
        return Optional.ofNullable(siteKey)
                .flatMap(sites::find)
                .map(site -> page(HttpStatus.OK, FRAME, ancestors(site)))
                .orElseGet(() -> page(HttpStatus.NOT_FOUND, UNKNOWN, "'none'"));
    }

    /// What the page's script needs before anybody opens the chat: a script, so that the page's policy needs no more
    /// than for the loader.
    @GetMapping(value = "/widget/site.js", produces = "text/javascript;charset=utf-8")
    @ResponseBody
    ResponseEntity<String> site(
            @RequestParam(name = "site_key", required = false) @Nullable String siteKey,
            @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String referer) {
        var known = Optional.ofNullable(siteKey).flatMap(sites::find);
        known.ifPresent(found -> sightings.saw(found, referer));
        var site = known.map(found -> isHidden(found)
                        ? "0"
                        : "{look:%s,words:%s}".formatted(json.writeValueAsString(SiteLook.of(found.settings())), words))
                // No such chat, or no longer: the page shows no launcher.
                .orElse("null");
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body("Sembang.site=" + site);
    }

    /// A chat that is not shown now is none to the page, which is not told that it has a wrong key.
    private boolean isHidden(Site site) {
        return site.settings().whenClosed() == SiteSettings.WhenClosed.HIDE
                && !hours.now(site.company(), site.outlet()).open();
    }

    /// The launcher's own words, in the languages that are not part of the loader.
    private static String words() {
        try {
            return new ClassPathResource("static/widget/words.json").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException notBuilt) {
            return "{}";
        }
    }

    /// A site that names no origins is embedded by its own server's pages only.
    private static String ancestors(Site site) {
        return Stream.concat(Stream.of("'self'"), site.origins().stream()).collect(Collectors.joining(" "));
    }

    private static ResponseEntity<String> page(HttpStatus status, String html, String ancestors) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                                + "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors " + ancestors)
                .body(html);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        files(registry, "/widget/*.js", "classpath:/static/widget/");
        files(registry, "/widget/frame/**", "classpath:/static/widget/frame/");
    }

    private static void files(ResourceHandlerRegistry registry, String pattern, String folder) {
        registry.addResourceHandler(pattern)
                .addResourceLocations(folder)
                .setCacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .setEtagGenerator(WidgetPages::etag);
    }

    private static String etag(Resource resource) {
        try (var content = resource.getInputStream()) {
            return "\"" + DigestUtils.md5DigestAsHex(content) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
