package app.sembang.demo;

import app.sembang.channels.VendorAddresses;
import java.net.URI;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Makes the demo companies at the first start, before the product says it is ready, and tells how to sign in.
@Component
@ConditionalOnProperty("sembang.demo")
class DemoStart implements ApplicationRunner {
    private final DemoCompanies companies;
    private final String baseUrl;

    DemoStart(
            DemoCompanies companies,
            DemoSimulator simulator,
            VendorAddresses vendors,
            @Value("${BASE_URL:}") String baseUrl) {
        this.companies = companies;
        this.baseUrl = baseUrl;
        vendors.simulate(VendorAddresses.Vendor.TELEGRAM, simulator.simulator().telegramUri());
        vendors.simulate(VendorAddresses.Vendor.WHATSAPP, simulator.simulator().whatsappUri());
        vendors.simulate(VendorAddresses.Vendor.MESSENGER, simulator.simulator().messengerUri());
        vendors.simulate(VendorAddresses.Vendor.INSTAGRAM, simulator.simulator().instagramUri());
        vendors.simulate(VendorAddresses.Vendor.ONSEND, simulator.simulator().onsendUri());
    }

    @Override
    public void run(ApplicationArguments arguments) {
        companies.load();
    }

    @EventListener
    void tell(ApplicationReadyEvent ready) {
        if (!(ready.getApplicationContext() instanceof WebServerApplicationContext context)
                || context.getWebServer() == null) {
            return;
        }
        int port = context.getWebServer().getPort();
        companies.connectBots(URI.create("http://127.0.0.1:" + port));
        var address = baseUrl.isBlank() ? "http://localhost:" + port : baseUrl;
        var lines = List.of(
                "",
                "  Customer      %s/demo/shop     a sample shop with the chat in its corner".formatted(address),
                "  Phone         %s/demo/phone    write to it on Telegram, WhatsApp, OnSend, Messenger or Instagram"
                        .formatted(address),
                "  Mailbox       %s/demo/mailbox  mails that would have been sent".formatted(address),
                "  Staff         %s/login         password for all: %s".formatted(address, DemoCompanies.PASSWORD),
                "                admin@kedai.demo   company admin of Kedai Batik",
                "                aina@kedai.demo    agent",
                "                wei@kedai.demo     agent",
                "                admin@klinik.demo  company admin of Klinik Damai",
                "                super@sembang.demo platform",
                "");
        lines.forEach(System.out::println);
    }
}
