package app.sembang.demo;

import app.sembang.companies.Tenant;
import app.sembang.companies.Tenants;
import app.sembang.identity.Loopback;
import app.sembang.mail.KeptMail;
import app.sembang.mail.Mails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/// The mails of an installation without a mail server, of all its companies: for who tries the product on their own
/// machine, and for nobody else.
@RestController
@ConditionalOnProperty("sembang.demo")
class DemoMailbox {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final int OF_EACH_COMPANY = 50;
    private static final Tenant.Filter EVERY = new Tenant.Filter(null, null, false);

    private final Tenants companies;
    private final Mails mails;

    DemoMailbox(Tenants companies, Mails mails) {
        this.companies = companies;
        this.mails = mails;
    }

    @GetMapping("/demo/mailbox")
    ResponseEntity<String> show(HttpServletRequest request) {
        if (!Loopback.is(request)) {
            return ResponseEntity.status(HttpStatus.FORBIDDEN).build();
        }
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .body(page());
    }

    private String page() {
        var page = new StringBuilder("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width">
                <title>Mailbox</title>
                <link rel="stylesheet" href="/demo/shop.css">
                </head>
                <body>
                <main>
                <h1>Mailbox</h1>
                <p>Mails that would have been sent, newest first. Without a mail server they stay here.</p>
                """);
        var all = all();
        if (all.isEmpty()) {
            page.append("<p>Nothing yet. Invite somebody, or ask for a new password.</p>\n");
        }
        for (var mail : all) {
            page.append("<article>\n<h2>%s</h2>\n<p>%s · <time>%s</time></p>\n<p>%s</p>\n</article>\n"
                    .formatted(
                            HtmlUtils.htmlEscape(mail.subject(), "UTF-8"),
                            HtmlUtils.htmlEscape(mail.to(), "UTF-8"),
                            mail.at(),
                            text(mail.body())));
        }
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private List<KeptMail> all() {
        var found = new ArrayList<KeptMail>();
        for (var page = companies.page(EVERY, null, 100); ; ) {
            page.items().forEach(company -> found.addAll(mails.kept(company.id(), OF_EACH_COMPANY)));
            if (page.next() == null) {
                break;
            }
            page = companies.page(EVERY, page.items().getLast().id(), 100);
        }
        found.sort(Comparator.comparing(KeptMail::at).reversed());
        return found;
    }

    private static String text(String body) {
        var escaped = HtmlUtils.htmlEscape(body, "UTF-8").replace("\n", "<br>\n");
        return LINK.matcher(escaped).replaceAll(link -> {
            var address = link.group().replace("<br>", "");
            return Matcher.quoteReplacement("<a href=\"%1$s\">%1$s</a>%2$s"
                    .formatted(address, link.group().endsWith("<br>") ? "<br>" : ""));
        });
    }
}
