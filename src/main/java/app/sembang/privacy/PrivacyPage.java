package app.sembang.privacy;

import app.sembang.companies.Companies;
import app.sembang.companies.Company;
import app.sembang.privacy.PrivacyNotices.Notice;
import app.sembang.shared.Language;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/// What a company's customers can read about their data: no script, no cookie, nothing from elsewhere.
@RestController
@SuppressWarnings("InlineFormatString") // a page between the lines of a method is hard to read
class PrivacyPage {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String PAGE = """
            <!doctype html>
            <html lang="%1$s">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%2$s · %3$s</title>
            <style>
            :root { color-scheme: light dark; --ink: #18181b; --quiet: #52525b; --line: #e4e4e7; --ground: #fff; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #f4f4f5; --quiet: #a1a1aa; --line: #3f3f46; --ground: #18181b; }
            }
            body { margin: 0 auto; max-width: 40rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
                   font: 16px/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
            nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; }
            a { color: inherit; text-underline-offset: .2em; }
            a[aria-current] { text-decoration: none; font-weight: 600; }
            h1 { font-size: 1.5rem; line-height: 1.3; margin: 2rem 0 1.5rem; }
            h2 { font-size: 1rem; margin: 0 0 .25rem; }
            section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.5rem; }
            section p { margin: 0; color: var(--quiet); }
            </style>
            </head>
            <body>
            <nav aria-label="%4$s">%5$s</nav>
            <main>
            <h1>%2$s · %3$s</h1>
            %6$s
            <section>
            <h2>%7$s</h2>
            %8$s
            </section>
            </main>
            </body>
            </html>
            """;

    private final Companies companies;
    private final PrivacyNotices notices;

    PrivacyPage(Companies companies, PrivacyNotices notices) {
        this.companies = companies;
        this.notices = notices;
    }

    /// What the page says itself.
    private record Words(String name, String title, String languages, String none, String officer, String ask) {
        static Words of(Language language) {
            return switch (language) {
                case EN ->
                    new Words(
                            "English",
                            "Privacy",
                            "Languages",
                            "This company has not published a privacy notice yet.",
                            "Whom to ask",
                            "Ask here what is kept about you, have it corrected or erased, or take back your consent.");
                case MS ->
                    new Words(
                            "Bahasa Melayu",
                            "Privasi",
                            "Bahasa",
                            "Syarikat ini belum menerbitkan notis privasi.",
                            "Siapa yang boleh dihubungi",
                            "Tanya di sini data apa yang disimpan tentang anda, minta ia dibetulkan atau dipadam, atau tarik"
                                    + " balik persetujuan anda.");
                case ZH -> new Words("中文", "隐私", "语言", "该公司尚未发布隐私声明。", "联系人", "您可以在此查询我们保存了您的哪些资料、要求更正或删除，或撤回您的同意。");
                case TA ->
                    new Words(
                            "தமிழ்",
                            "தனியுரிமை",
                            "மொழிகள்",
                            "இந்த நிறுவனம் இன்னும் தனியுரிமை அறிவிப்பை வெளியிடவில்லை.",
                            "யாரைத் தொடர்புகொள்வது",
                            "உங்களைப் பற்றி என்ன தரவு வைக்கப்பட்டுள்ளது எனக் கேட்கவும், அதைத் திருத்தவோ அழிக்கவோ,"
                                    + " அல்லது உங்கள் ஒப்புதலைத் திரும்பப் பெறவோ இங்கே தொடர்புகொள்ளுங்கள்.");
            };
        }
    }

    @GetMapping("/privacy/{slug}")
    ResponseEntity<String> show(
            @PathVariable String slug,
            @RequestParam(name = "lang", required = false) @Nullable String lang,
            HttpServletRequest request) {
        var company = companies
                .bySlug(slug)
                .filter(id -> !id.equals(Companies.PLATFORM))
                .flatMap(companies::find);
        if (company.isEmpty()) {
            return answer(404).body("<!doctype html><html lang=\"en\"><title>404</title><p>404</p></html>");
        }
        var notice = notices.of(company.get().id());
        var language = chosen(lang, request, notice).orElse(company.get().preferredLanguage());
        return answer(200).header("Content-Language", language.tag()).body(page(slug, company.get(), notice, language));
    }

    private static ResponseEntity.BodyBuilder answer(int status) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Language")
                .header("Content-Security-Policy", POLICY);
    }

    /// What the address says, or the first of the browser's languages that the company has written in.
    private static Optional<Language> chosen(@Nullable String lang, HttpServletRequest request, Notice notice) {
        var named = known(lang);
        if (named.isPresent()) {
            return named;
        }
        return Collections.list(request.getLocales()).stream()
                .flatMap(locale -> known(locale.getLanguage()).stream())
                .filter(language -> notice.texts().isEmpty() || notice.texts().containsKey(language))
                .findFirst()
                .filter(found -> request.getHeader("Accept-Language") != null);
    }

    private static Optional<Language> known(@Nullable String tag) {
        return tag == null ? Optional.empty() : Language.find(tag);
    }

    private static String page(String slug, Company company, Notice notice, Language language) {
        var words = Words.of(language);
        return PAGE.formatted(
                language.tag(),
                escaped(words.title()),
                escaped(company.name()),
                escaped(words.languages()),
                Arrays.stream(Language.values())
                        .map(other -> link(slug, other, other == language))
                        .collect(Collectors.joining(" ")),
                text(company, notice, language),
                escaped(words.officer()),
                officer(notice, words));
    }

    private static String link(String slug, Language language, boolean current) {
        return "<a href=\"/privacy/%s?lang=%s\" lang=\"%s\" hreflang=\"%s\"%s>%s</a>"
                .formatted(
                        escaped(slug),
                        language.tag(),
                        language.tag(),
                        language.tag(),
                        current ? " aria-current=\"page\"" : "",
                        escaped(Words.of(language).name()));
    }

    /// In another language rather than not at all.
    private static String text(Company company, Notice notice, Language language) {
        var shown = new ArrayList<>(List.of(language, company.preferredLanguage()));
        shown.addAll(List.of(Language.values()));
        return shown.stream()
                .filter(notice.texts()::containsKey)
                .findFirst()
                .map(found -> "<div lang=\"%s\">%s</div>"
                        .formatted(
                                found.tag(),
                                paragraphs(String.valueOf(notice.texts().get(found)))))
                .orElseGet(() -> "<p>" + escaped(Words.of(language).none()) + "</p>");
    }

    private static String paragraphs(String text) {
        return Arrays.stream(text.split("\\R\\s*\\R"))
                .map(part -> "<p>" + escaped(part.strip()).replaceAll("\\R", "<br>") + "</p>")
                .collect(Collectors.joining("\n"));
    }

    private static String officer(Notice notice, Words words) {
        var lines = new ArrayList<String>();
        if (notice.officerName() != null) {
            lines.add(escaped(notice.officerName()));
        }
        if (notice.officerEmail() != null) {
            lines.add("<a href=\"mailto:%1$s\">%1$s</a>".formatted(escaped(notice.officerEmail())));
        }
        if (notice.officerPhone() != null) {
            lines.add("<a href=\"tel:%s\">%s</a>"
                    .formatted(
                            escaped(notice.officerPhone().replaceAll("[^+0-9]", "")), escaped(notice.officerPhone())));
        }
        var address = lines.isEmpty() ? "" : "<p>" + String.join("<br>", lines) + "</p>\n";
        return address + "<p>" + escaped(words.ask()) + "</p>";
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
