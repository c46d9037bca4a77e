package app.sembang.demo;

import app.sembang.assistant.ModelVersion;
import app.sembang.assistant.ModelVersions;
import app.sembang.catalog.Product;
import app.sembang.catalog.Products;
import app.sembang.companies.Companies;
import app.sembang.companies.NewCompany;
import app.sembang.connections.ChannelAccount;
import app.sembang.connections.ChannelAccounts;
import app.sembang.connections.Connection;
import app.sembang.connections.NewChannelAccount;
import app.sembang.contacts.ContactTags;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.contacts.TagColor;
import app.sembang.conversations.Content;
import app.sembang.conversations.ConversationStatus;
import app.sembang.conversations.ConversationTags;
import app.sembang.conversations.Conversations;
import app.sembang.conversations.Desk;
import app.sembang.conversations.Inbound;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.NewMember;
import app.sembang.identity.Role;
import app.sembang.knowledge.Faq;
import app.sembang.knowledge.Faqs;
import app.sembang.knowledge.Material;
import app.sembang.knowledge.Materials;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.Language;
import app.sembang.shared.Money;
import app.sembang.shared.PresentClock;
import app.sembang.simulator.MetaAsset;
import app.sembang.simulator.OnSendDevice;
import app.sembang.simulator.WhatsAppNumber;
import app.sembang.templates.Selection;
import app.sembang.templates.Template;
import app.sembang.templates.Templates;
import app.sembang.templates.VariableDraft;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Two companies with people, templates, channels and a day's conversations, made through the public facades.
/// Making them again changes nothing, so a start that was cut short is finished by the next one.
@Component
@ConditionalOnProperty("sembang.demo")
class DemoCompanies {
    static final String PASSWORD = "demo-sembang";
    static final String BOT_TOKEN = "7000000001:demo-kedai-batik";

    /// Kedai Batik's number, its account at Meta and the app that speaks for it.
    private static final Map<String, String> NUMBER = Map.of(
            "phoneNumberId", "700000000000001",
            "wabaId", "700000000000002",
            "accessToken", "demo-kedai-batik-number",
            "appSecret", "demo-kedai-batik-app",
            "verifyToken", "demo-kedai-batik-verify");

    /// Its page, and its professional account.
    private static final Map<String, String> PAGE = Map.of(
            "pageId", "700000000000003",
            "pageAccessToken", "demo-kedai-batik-page",
            "appSecret", "demo-kedai-batik-app",
            "verifyToken", "demo-kedai-batik-verify");

    private static final Map<String, String> PROFESSIONAL = Map.of(
            "instagramUserId", "700000000000004",
            "accessToken", "demo-kedai-batik-instagram",
            "appSecret", "demo-kedai-batik-app",
            "verifyToken", "demo-kedai-batik-verify");

    /// Its second number, paired at OnSend.
    private static final Map<String, String> DEVICE = Map.of(
            "apiKey", "demo-kedai-batik-onsend",
            "apiSecret", "demo-kedai-batik-onsend-secret",
            "phoneNumberId", "demo-kedai-batik-device");

    private static final String SELLS =
            "You sell batik for Kedai Batik of Kota Bharu, kindly and briefly. You help people choose, and leave what you do not know to a colleague.";
    private static final String RECEIVES =
            "You receive the patients of Klinik Damai in writing: opening hours, services and prices. You never judge an illness or a medicine; a colleague does.";

    /// Templates that ask back what the catalog knows.
    private static final Set<String> KNOWN_BETTER = Set.of("Price", "Stock");

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Companies companies;
    private final Members members;
    private final Templates templates;
    private final Products products;
    private final Materials materials;
    private final Faqs faqs;
    private final ModelVersions versions;
    private final ChannelAccounts accounts;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final Conversations conversations;
    private final Desk desk;
    private final ContactTags tags;
    private final ConversationTags conversationTags;
    private final DemoSimulator simulator;
    private final JsonMapper json;
    private final Clock clock;

    DemoCompanies(
            Companies companies,
            Members members,
            Templates templates,
            Products products,
            Materials materials,
            Faqs faqs,
            ModelVersions versions,
            ChannelAccounts accounts,
            CompanyTransactions transactions,
            Contacts contacts,
            Conversations conversations,
            Desk desk,
            ContactTags tags,
            ConversationTags conversationTags,
            DemoSimulator simulator,
            JsonMapper json,
            Clock clock) {
        this.companies = companies;
        this.members = members;
        this.templates = templates;
        this.products = products;
        this.materials = materials;
        this.faqs = faqs;
        this.versions = versions;
        this.accounts = accounts;
        this.transactions = transactions;
        this.contacts = contacts;
        this.conversations = conversations;
        this.desk = desk;
        this.tags = tags;
        this.conversationTags = conversationTags;
        this.simulator = simulator;
        this.json = json;
        this.clock = clock;
    }

    /// A past conversation; its lines follow each other by the minutes in `after`.
    record Script(
            String company,
            Channel channel,
            String id,
            String name,
            Language language,
            int minutesAgo,
            List<Line> lines,
            @Nullable Label label,
            @Nullable Sale completed) {}

    /// What a conversation is about, as colleagues marked it.
    record Label(String name, TagColor color) {}

    record Known(List<Faq.Draft> faqs, List<Material.Draft> materials) {}

    record Line(
            String by,
            int after,
            @Nullable String text,
            @Nullable String note) {}

    /// @param products their numbers
    record Sale(String by, String amount, List<String> products, String method) {}

    void load() {
        people(Companies.PLATFORM, List.of(new Person("Sembang", "super@sembang.demo", Role.SUPER_ADMIN)));
        templates.offerStarters();
        var kedai = company(
                new NewCompany("Kedai Batik", "kedai-batik", "MY", "E-commerce", Language.MS),
                new Person("Puan Rohana", "admin@kedai.demo", Role.COMPANY_ADMIN));
        people(
                kedai,
                List.of(
                        new Person("Aina", "aina@kedai.demo", Role.COMPANY_USER),
                        new Person("Wei Jie", "wei@kedai.demo", Role.COMPANY_USER)));
        selectTemplates(
                kedai,
                Map.of(Language.EN, "Lot 12, Jalan Tok Hakim, Kota Bharu"),
                Map.of(
                        Language.EN, "10 am to 7 pm, Saturday to Thursday",
                        Language.MS, "10 pagi hingga 7 malam, Sabtu hingga Khamis",
                        Language.ZH, "周六至周四 上午10点至晚上7点",
                        Language.TA, "சனி முதல் வியாழன் வரை காலை 10 முதல் இரவு 7 வரை"));
        site(kedai, "kedai-batik.example", "Kedai Batik", "#1f3a6e");
        bot();
        account(kedai, Channel.TELEGRAM, "Kedai Batik on Telegram", Map.of("botToken", BOT_TOKEN), Map.of());
        number();
        account(kedai, Channel.WHATSAPP, "Kedai Batik on WhatsApp", NUMBER, Map.of());
        page();
        account(kedai, Channel.MESSENGER, "Kedai Batik on Messenger", PAGE, Map.of());
        professional();
        account(kedai, Channel.INSTAGRAM, "Kedai Batik on Instagram", PROFESSIONAL, Map.of());
        device();
        account(kedai, Channel.WHATSAPP, "onsend", "Kedai Batik by OnSend", DEVICE, Map.of());

        var klinik = company(
                new NewCompany("Klinik Damai", "klinik-damai", "MY", "Healthcare", Language.EN),
                new Person("Dr. Farah", "admin@klinik.demo", Role.COMPANY_ADMIN));
        selectTemplates(
                klinik,
                Map.of(Language.EN, "23, Jalan Damai, Kuala Lumpur"),
                Map.of(
                        Language.EN, "9 am to 9 pm every day",
                        Language.MS, "9 pagi hingga 9 malam setiap hari",
                        Language.ZH, "每天上午9点至晚上9点",
                        Language.TA, "தினமும் காலை 9 முதல் இரவு 9 வரை"));
        site(klinik, "klinik-damai.example", "Klinik Damai", "#0f6b5c");

        var assortments = assortments();
        sell(kedai, assortments.getOrDefault("kedai-batik", List.of()));
        sell(klinik, assortments.getOrDefault("klinik-damai", List.of()));

        var known = known();
        teach(kedai, known.get("kedai-batik"));
        teach(klinik, known.get("klinik-damai"));

        var now = clock.instant();
        for (var script : scripts()) {
            play(script.company().equals("kedai") ? kedai : klinik, script, now);
        }
        letAnswer(kedai, SELLS);
        letAnswer(klinik, RECEIVES);
    }

    /// Tells the simulator, which forgets everything at its end, where the updates of its bots and numbers go.
    void connectBots(URI application) {
        bot();
        companies.bySlug("kedai-batik").stream()
                .flatMap(kedai -> accounts.connections(kedai, Channel.TELEGRAM).stream())
                .filter(Connection::simulated)
                .forEach(bot -> simulator.connect(
                        bot.credential("botToken"),
                        application.resolve(bot.webhookUrl().getPath()),
                        bot.webhookSecrets().getFirst()));
        var number = number();
        companies.bySlug("kedai-batik").stream()
                .flatMap(kedai -> accounts.connections(kedai, Channel.WHATSAPP).stream())
                .filter(Connection::simulated)
                .forEach(account -> {
                    var webhook = application.resolve(account.webhookUrl().getPath());
                    if (account.provider() == null) {
                        number.deliversTo(webhook);
                    } else {
                        device().deliversTo(webhook, account.webhookSecrets().getFirst());
                    }
                });
        deliver(Channel.MESSENGER, page(), application);
        deliver(Channel.INSTAGRAM, professional(), application);
    }

    private void deliver(Channel channel, MetaAsset asset, URI application) {
        companies.bySlug("kedai-batik").stream()
                .flatMap(kedai -> accounts.connections(kedai, channel).stream())
                .filter(Connection::simulated)
                .forEach(account -> asset.deliversTo(
                        application.resolve(account.webhookUrl().getPath()), account.credential("appSecret")));
    }

    private void bot() {
        simulator.simulator().telegram(BOT_TOKEN).named("Kedai Batik", "kedai_batik_demo_bot");
    }

    private OnSendDevice device() {
        return simulator
                .simulator()
                .onsend(Objects.requireNonNull(DEVICE.get("apiKey")))
                .opensWith(Objects.requireNonNull(DEVICE.get("apiSecret")))
                .named("Kedai Batik");
    }

    private MetaAsset page() {
        return simulator
                .simulator()
                .messenger(Objects.requireNonNull(PAGE.get("pageId")))
                .opensWith(Objects.requireNonNull(PAGE.get("pageAccessToken")))
                .named("Kedai Batik");
    }

    private MetaAsset professional() {
        return simulator
                .simulator()
                .instagram(Objects.requireNonNull(PROFESSIONAL.get("instagramUserId")))
                .opensWith(Objects.requireNonNull(PROFESSIONAL.get("accessToken")))
                .named("Kedai Batik");
    }

    private WhatsAppNumber number() {
        return simulator
                .simulator()
                .whatsapp(required("phoneNumberId"))
                .belongsTo(required("wabaId"), required("accessToken"), required("appSecret"))
                .named("Kedai Batik", "+60 9-555 0100");
    }

    private static String required(String credential) {
        return Objects.requireNonNull(NUMBER.get(credential));
    }

    /// The key of Kedai Batik's website chat, for the sample shop.
    Optional<String> siteKey() {
        return companies
                .bySlug("kedai-batik")
                .flatMap(kedai -> accounts.list(kedai).stream()
                        .filter(account -> account.channel() == Channel.WEBCHAT)
                        .map(ChannelAccount::siteKey)
                        .findFirst());
    }

    private record Person(String name, String email, Role role) {
        NewMember signingIn(Language language) {
            return new NewMember(name, email, PASSWORD, role, language, true);
        }
    }

    private CompanyId company(NewCompany company, Person admin) {
        return companies
                .bySlug(company.slug())
                .orElseGet(() -> members.found(company, admin.signingIn(Language.EN), null)
                        .company()
                        .id());
    }

    private void people(CompanyId company, List<Person> people) {
        var names = members.active(company).stream().map(Member::name).toList();
        people.stream()
                .filter(person -> !names.contains(person.name()))
                .forEach(person -> members.create(company, person.signingIn(Language.EN), null));
    }

    /// Until the company's assistant is set up, which comes last; from then on it is as somebody may have changed it.
    private void selectTemplates(CompanyId company, Map<Language, String> address, Map<Language, String> hours) {
        if (!versions.none(company)) return;
        var access = Access.company(company);
        templates.define(access, new VariableDraft("address", null, address, address));
        templates.define(access, new VariableDraft("business_hours", null, hours, hours));
        templates.all(company).stream()
                .filter(Template::global)
                .forEach(template -> templates.select(access, template.id(), new Selection(true, false, null, null)));
    }

    private void site(CompanyId company, String name, String brand, String color) {
        account(company, Channel.WEBCHAT, name, Map.of(), Map.of("brandName", brand, "color", color));
    }

    private void account(
            CompanyId company,
            Channel channel,
            String name,
            Map<String, String> credentials,
            Map<String, Object> settings) {
        account(company, channel, null, name, credentials, settings);
    }

    private void account(
            CompanyId company,
            Channel channel,
            @Nullable String provider,
            String name,
            Map<String, String> credentials,
            Map<String, Object> settings) {
        if (accounts.list(company).stream()
                .noneMatch(account -> account.channel() == channel && Objects.equals(account.provider(), provider))) {
            accounts.create(company, new NewChannelAccount(channel, provider, name, credentials, settings, true), null);
        }
    }

    private void play(CompanyId company, Script script, Instant now) {
        var account = accounts.list(company).stream()
                .filter(one -> one.channel() == script.channel())
                .findFirst()
                .orElseThrow();
        var people = members.active(company);
        var sender = new Sighting(account.id(), script.id(), script.name(), null, script.language());
        int number = 0;
        for (var line : script.lines()) {
            var key = "demo-" + script.id().replace("_", "-") + "-" + number++;
            var at = now.minusSeconds(60L * (script.minutesAgo() - line.after()));
            PresentClock.at(at, () -> say(company, script, line, sender, key, people));
        }
        label(company, script, sender, people.getFirst());
        var sale = script.completed();
        if (sale != null) {
            var seller = named(people, sale.by());
            var conversation = conversationOf(company, sender);
            var last = script.lines().getLast().after();
            PresentClock.at(
                    now.minusSeconds(60L * (script.minutesAgo() - last - 1)),
                    () -> close(company, conversation, seller, sale));
        }
    }

    /// Until the company's assistant is set up, which comes last: a label somebody took off does not come back.
    private void label(CompanyId company, Script script, Sighting sender, Member admin) {
        var label = script.label();
        if (label == null || !versions.none(company)) return;
        var tag = tags.named(admin, label.name(), label.color());
        conversationTags.change(admin, conversationOf(company, sender), carried -> {
            carried.add(tag);
            return carried;
        });
    }

    private void say(CompanyId company, Script script, Line line, Sighting sender, String key, List<Member> people) {
        if (line.by().equals("contact") && line.text() != null) {
            var clientId = script.channel() == Channel.WEBCHAT ? key : null;
            var inbound = new Inbound(
                    script.channel(), sender, key, clientId, new Content.Text(line.text()), clock.instant());
            transactions.run(company, () -> conversations.receive(company, List.of(inbound)));
            return;
        }
        var member = named(people, line.by());
        var conversation = conversationOf(company, sender);
        awaitAnswers(company, conversation);
        desk.assign(people.getFirst(), conversation, member.id(), null, null);
        if (line.text() != null) {
            desk.send(member, conversation, new Content.Text(line.text()), null, null, key, null, null);
        } else if (line.note() != null) {
            desk.note(member, conversation, line.note(), key);
        }
    }

    /// What the assistant said must have gone out before a person's reply would withdraw it.
    private void awaitAnswers(CompanyId company, ConversationId conversation) {
        var until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!transactions.in(company, () -> conversations.isQuiet(company, conversation))
                && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /// By the first name, in lower case, as the script calls them.
    private static Member named(List<Member> people, String name) {
        return people.stream()
                .filter(member -> member.name().toLowerCase(Locale.ROOT).startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Nobody in the demo is called " + name));
    }

    private void close(CompanyId company, ConversationId conversation, Member seller, Sale sale) {
        if (transactions.in(company, () -> conversations.isOpen(company, conversation))) {
            desk.complete(
                    seller,
                    conversation,
                    new Desk.Ending(
                            ConversationStatus.COMPLETED,
                            new Money(sale.amount(), "MYR"),
                            sale.products().stream()
                                    .map(sku -> products.bySku(company, sku).orElseThrow())
                                    .map(product -> new Desk.SoldItem(product.id(), null, null, 1, null))
                                    .toList(),
                            sale.method(),
                            null,
                            null));
        }
    }

    private ConversationId conversationOf(CompanyId company, Sighting sender) {
        return transactions.in(company, () -> {
            var identity = contacts.identity(company, sender.account(), sender.externalId())
                    .orElseThrow();
            return conversations.newestOf(company, identity).orElseThrow();
        });
    }

    /// What the company has by its number already stays as somebody may have changed it.
    private void sell(CompanyId company, List<Product.Draft> assortment) {
        for (var draft : assortment) {
            if (products.bySku(company, Objects.requireNonNull(draft.sku())).isEmpty()) {
                products.create(company, draft, null);
            }
        }
    }

    /// By the company's short name.
    private Map<String, List<Product.Draft>> assortments() {
        try (InputStream resource = DemoCompanies.class.getResourceAsStream("/demo/products.json")) {
            return json.readValue(resource, new TypeReference<>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Once: what somebody removed since does not come back.
    private void teach(CompanyId company, @Nullable Known known) {
        boolean taught = !faqs.list(company, null, 1).isEmpty()
                || !materials.list(company, null, null, 1).isEmpty();
        if (known == null || taught) return;
        transactions.run(company, () -> {
            known.materials().forEach(material -> materials.add(company, material, null));
            known.faqs().forEach(faq -> faqs.add(company, faq, null));
        });
    }

    /// After the past conversations, in which people answered what no template did. Once: an assistant that somebody
    /// switched off stays so.
    private void letAnswer(CompanyId company, String systemPrompt) {
        if (!versions.none(company)) return;
        var access = Access.company(company);
        templates.all(company).stream()
                .filter(template -> template.global() && KNOWN_BETTER.contains(template.name()))
                .forEach(template -> templates.select(access, template.id(), new Selection(false, false, null, null)));
        transactions.run(company, () -> {
            var setup = ModelVersion.Setup.of(systemPrompt, ModelVersion.Mode.AUTO);
            versions.activate(
                    company, versions.create(company, setup, null, null).id(), null);
        });
    }

    /// By the company's short name.
    private Map<String, Known> known() {
        try (InputStream resource = DemoCompanies.class.getResourceAsStream("/demo/knowledge.json")) {
            return json.readValue(resource, new TypeReference<>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<Script> scripts() {
        try (InputStream resource = DemoCompanies.class.getResourceAsStream("/demo/conversations.json")) {
            return json.readValue(resource, new TypeReference<>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
