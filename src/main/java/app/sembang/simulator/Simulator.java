package app.sembang.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The simulator's HTTP server on a loopback port. Telegram's API lies under `/telegram`,
/// WhatsApp's under `/whatsapp`, those of language models under their vendors' names, the customers' side and the
/// faults under `/control`, and a phone to type on under
/// `/phone`.
public final class Simulator implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    /// More bots than this are a runaway caller, not a test.
    private static final int MOST_BOTS = 10_000;

    static {
        // Read once by the JDK's server. Without the first, answers wait for the client's delayed acknowledgement (40
        // ms).
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final SimulatorOptions options;
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ConcurrentHashMap<String, TelegramBot> bots = new ConcurrentHashMap<>();
    private final TelegramApi telegramApi;
    private final TelegramControl telegramControl;
    private final ConcurrentHashMap<String, WhatsAppNumber> numbers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, WhatsAppTemplates> templates = new ConcurrentHashMap<>();
    private final WhatsAppApi whatsappApi;
    private final WhatsAppControl whatsappControl;
    private final ConcurrentHashMap<String, MetaAsset> metaAssets = new ConcurrentHashMap<>();
    private final MetaMessagingApi messengerApi;
    private final MetaMessagingApi instagramApi;
    private final MetaControl messengerControl;
    private final MetaControl instagramControl;
    private final ConcurrentHashMap<String, OnSendDevice> onsendDevices = new ConcurrentHashMap<>();
    private final OnSendApi onsendApi;
    private final OnSendControl onsendControl;
    private final ConcurrentHashMap<String, LlmAccount> llmAccounts = new ConcurrentHashMap<>();
    private final LlmApi llmApi;
    private final LlmControl llmControl;
    private final PhonePage phonePage = new PhonePage();

    private final MetaLogins metaLogins = new MetaLogins(this);

    private Simulator(SimulatorOptions options) throws IOException {
        this.options = options;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(executor)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        telegramApi = new TelegramApi(this);
        telegramControl = new TelegramControl(this);
        whatsappApi = new WhatsAppApi(this);
        whatsappControl = new WhatsAppControl(this);
        onsendApi = new OnSendApi(this);
        onsendControl = new OnSendControl(this);
        messengerApi = new MetaMessagingApi(this, false);
        instagramApi = new MetaMessagingApi(this, true);
        messengerControl = new MetaControl(this, false);
        instagramControl = new MetaControl(this, true);
        llmApi = new LlmApi(this);
        llmControl = new LlmControl(this);
        llm(LlmOllama.NOBODY);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()), 1024);
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    /// Starts on a free port.
    public static Simulator start() {
        return start(SimulatorOptions.defaults());
    }

    public static Simulator start(SimulatorOptions options) {
        try {
            return new Simulator(options);
        } catch (IOException e) {
            throw new UncheckedIOException("Simulator could not listen on port " + options.port(), e);
        }
    }

    /// Runs the simulator as a process of its own: `--port N` (0: a free one) and `--ledger=full|compact`.
    public static void main(String[] arguments) throws InterruptedException {
        var options = SimulatorOptions.defaults();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--port" -> {
                    if (++i == arguments.length) throw new IllegalArgumentException("--port needs a number");
                    options = options.withPort(Integer.parseInt(arguments[i]));
                }
                case "--ledger=full" -> options = options.withCompactLedger(false);
                case "--ledger=compact" -> options = options.withCompactLedger(true);
                default -> throw new IllegalArgumentException("Unknown argument " + arguments[i]);
            }
        }
        try (var simulator = start(options)) {
            System.out.println("simulator listening on " + simulator.uri());
            simulator.closed.await();
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// What Sembang takes as the base URL of Telegram's API.
    public URI telegramUri() {
        return uri().resolve("/telegram");
    }

    /// The bot of this token, as Telegram sees it; made when first spoken of.
    public TelegramBot telegram(String token) {
        if (!TelegramBot.isToken(token))
            throw new IllegalArgumentException("Not a bot token: digits, a colon, 10 characters");
        return bot(token);
    }

    /// What Sembang takes as the base URL of WhatsApp's API.
    public URI whatsappUri() {
        return uri().resolve("/whatsapp");
    }

    /// The business number of this id, as Meta sees it; made when first spoken of.
    public WhatsAppNumber whatsapp(String phoneNumberId) {
        if (!WhatsAppNumber.isId(phoneNumberId)) throw new IllegalArgumentException("Not a number id: 6 to 20 digits");
        return number(phoneNumberId);
    }

    /// What Sembang takes as the base URL of OnSend in the shape with two secrets; `/api/v1` below it is the other one.
    public URI onsendUri() {
        return uri().resolve("/onsend");
    }

    List<OnSendDevice> onsendDevices() {
        return List.copyOf(onsendDevices.values());
    }

    /// The device of this key, as OnSend sees it; made when first spoken of.
    public OnSendDevice onsend(String apiKey) {
        return onsendDevices.computeIfAbsent(apiKey, key -> new OnSendDevice(key, this));
    }

    @Nullable
    OnSendDevice knownOnsend(String apiKey) {
        return onsendDevices.get(apiKey);
    }

    /// What Sembang takes as the base URL of Messenger's API.
    public URI messengerUri() {
        return uri().resolve("/messenger");
    }

    /// The page of this id, as Meta sees it; made when first spoken of.
    public MetaAsset messenger(String pageId) {
        return metaAsset(pageId, false);
    }

    /// What Sembang takes as the base URL of Instagram's API.
    public URI instagramUri() {
        return uri().resolve("/instagram");
    }

    /// The professional account of this id, as Meta sees it; made when first spoken of.
    public MetaAsset instagram(String accountId) {
        return metaAsset(accountId, true);
    }

    /// What Sembang takes as the base URL of Anthropic's API.
    public URI anthropicUri() {
        return uri().resolve("/anthropic");
    }

    /// What Sembang takes as the base URL of OpenAI's API.
    public URI openAiUri() {
        return uri().resolve("/openai/v1");
    }

    /// A server that knows the older words of OpenAI's format only.
    public URI compatibleUri() {
        return uri().resolve("/compatible/v1");
    }

    /// Ollama, which asks for no key; who shows none is the account `ollama`.
    public URI ollamaUri() {
        return uri().resolve("/ollama");
    }

    /// The account of this key at every vendor of models; made when first spoken of. Other keys are refused.
    public LlmAccount llm(String key) {
        if (llmAccounts.mappingCount() >= MOST_BOTS)
            throw new IllegalStateException("More than " + MOST_BOTS + " keys");
        return llmAccounts.computeIfAbsent(key, LlmAccount::new);
    }

    @Nullable
    LlmAccount knownLlm(String key) {
        return llmAccounts.get(key);
    }

    /// Waits, unless the simulator closes.
    void pause(Duration time) throws InterruptedException {
        if (!time.isZero()) closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The hash under which a compact ledger knows a text: FNV-1a over its UTF-16 units, 64 bits.
    public static long textHash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
        client.shutdownNow();
    }

    TelegramBot bot(String token) {
        var known = bots.get(token);
        if (known != null) return known;
        if (bots.mappingCount() >= MOST_BOTS) throw new IllegalStateException("More than " + MOST_BOTS + " bots");
        return bots.computeIfAbsent(token, it -> new TelegramBot(it, this));
    }

    List<TelegramBot> bots() {
        return bots.values().stream()
                .sorted((left, right) -> Long.compare(left.id(), right.id()))
                .toList();
    }

    WhatsAppNumber number(String id) {
        var known = numbers.get(id);
        if (known != null) return known;
        if (numbers.mappingCount() >= MOST_BOTS) throw new IllegalStateException("More than " + MOST_BOTS + " numbers");
        return numbers.computeIfAbsent(id, it -> new WhatsAppNumber(it, this));
    }

    @Nullable
    WhatsAppNumber knownNumber(String id) {
        return numbers.get(id);
    }

    List<WhatsAppNumber> numbers() {
        return numbers.values().stream()
                .sorted((left, right) -> left.id().compareTo(right.id()))
                .toList();
    }

    List<WhatsAppNumber> numbersOf(String wabaId) {
        return numbers().stream()
                .filter(number -> number.wabaId().equals(wabaId))
                .toList();
    }

    @Nullable
    WhatsAppNumber numberWithToken(String token) {
        return numbers.values().stream()
                .filter(number -> number.token().equals(token))
                .findFirst()
                .orElse(null);
    }

    MetaAsset metaAsset(String id, boolean instagram) {
        if (!WhatsAppNumber.isId(id)) throw new IllegalArgumentException("Not an account id: 6 to 20 digits");
        return metaAssets.computeIfAbsent(
                (instagram ? "i" : "m") + id, it -> new MetaAsset(it.substring(1), instagram, this));
    }

    List<MetaAsset> metaAssets(boolean instagram) {
        return metaAssets.values().stream()
                .filter(asset -> asset.isInstagram() == instagram)
                .sorted((left, right) -> left.id().compareTo(right.id()))
                .toList();
    }

    @Nullable
    MetaAsset metaAssetWithToken(String token, boolean instagram) {
        return metaAssets.values().stream()
                .filter(asset -> asset.isInstagram() == instagram && asset.knows(token))
                .findFirst()
                .orElse(null);
    }

    WhatsAppTemplates templates(String wabaId) {
        return templates.computeIfAbsent(wabaId, it -> new WhatsAppTemplates(it, this));
    }

    SimulatorOptions options() {
        return options;
    }

    ExecutorService executor() {
        return executor;
    }

    HttpClient client() {
        return client;
    }

    TelegramApi telegramApi() {
        return telegramApi;
    }

    CountDownLatch closed() {
        return closed;
    }

    /// Meta's dialogs, and the tokens their codes are changed for. What Sembang takes as their address is [#uri].
    public MetaLogins metaLogins() {
        return metaLogins;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (metaLogins.takes(path, exchange)) {
            metaLogins.handle(exchange, path);
        } else if (path.startsWith("/telegram/")) {
            telegramApi.handle(exchange, path.substring("/telegram/".length()));
        } else if (path.startsWith("/control/telegram/")) {
            telegramControl.handle(exchange, path.substring("/control/telegram/".length()));
        } else if (path.startsWith("/phone/api/telegram/")) {
            telegramControl.handle(exchange, path.substring("/phone/api/telegram/".length()));
        } else if (path.startsWith("/whatsapp/")) {
            whatsappApi.handle(exchange, path.substring("/whatsapp/".length()));
        } else if (path.startsWith("/control/whatsapp/")) {
            whatsappControl.handle(exchange, path.substring("/control/whatsapp/".length()));
        } else if (path.startsWith("/phone/api/whatsapp/")) {
            whatsappControl.handle(exchange, path.substring("/phone/api/whatsapp/".length()));
        } else if (path.startsWith("/control/onsend/")) {
            onsendControl.handle(exchange, path.substring("/control/onsend/".length()));
        } else if (path.startsWith("/phone/api/onsend/")) {
            onsendControl.handle(exchange, path.substring("/phone/api/onsend/".length()));
        } else if (path.startsWith("/onsend/")) {
            onsendApi.handle(exchange, path.substring("/onsend/".length()));
        } else if (path.startsWith("/control/messenger/")) {
            messengerControl.handle(exchange, path.substring("/control/messenger/".length()));
        } else if (path.startsWith("/phone/api/messenger/")) {
            messengerControl.handle(exchange, path.substring("/phone/api/messenger/".length()));
        } else if (path.startsWith("/control/instagram/")) {
            instagramControl.handle(exchange, path.substring("/control/instagram/".length()));
        } else if (path.startsWith("/phone/api/instagram/")) {
            instagramControl.handle(exchange, path.substring("/phone/api/instagram/".length()));
        } else if (path.startsWith("/messenger/")) {
            messengerApi.handle(exchange, path.substring("/messenger/".length()));
        } else if (path.startsWith("/instagram/")) {
            instagramApi.handle(exchange, path.substring("/instagram/".length()));
        } else if (path.startsWith("/control/llm/")) {
            llmControl.handle(exchange, path.substring("/control/llm/".length()));
        } else if (llmApi.knows(path.substring(1).replaceFirst("/.*", ""))) {
            int slash = path.indexOf('/', 1);
            llmApi.handle(
                    exchange,
                    path.substring(1, slash < 0 ? path.length() : slash),
                    slash < 0 ? "" : path.substring(slash));
        } else if (path.equals("/phone") || path.startsWith("/phone/")) {
            phonePage.answer(path.substring("/phone".length())).send(exchange);
        } else if (path.equals("/")) {
            new Answer(302, "text/plain", new byte[0], Map.of("Location", "/phone")).send(exchange);
        } else {
            Answer.error(404, "Nothing here").send(exchange);
        }
    }
}
