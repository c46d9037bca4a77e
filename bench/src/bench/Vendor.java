package bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The product's own simulator as a process of its own: it answers for Telegram and keeps the third ledger.
final class Vendor implements AutoCloseable {
    private final Process process;
    private final String address;

    /// A message that a customer got.
    record Delivered(long micros, long chat, long textHash) {}

    private Vendor(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    static Vendor start(Path product, Path log) throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        product.resolve("sembang.jar") + ":" + product.resolve("lib") + "/*",
                        "app.sembang.simulator.Simulator",
                        "--port",
                        "0",
                        "--ledger=compact")
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            int at = line.indexOf("http://");
            if (at >= 0) return new Vendor(process, line.substring(at).strip());
        }
        throw new IOException("The simulator did not start; " + log + " says why");
    }

    String telegram() {
        return address + "/telegram";
    }

    /// Where its models answer as Anthropic's do.
    String anthropic() {
        return address + "/anthropic";
    }

    /// What the models say to whoever brings this key, and how slowly.
    ///
    /// @param json what every call is answered
    /// @param pace milliseconds before each piece of an answer
    void says(String key, String json, int pace) {
        var control = new Http(address);
        control.put("/control/llm/" + key + "/rules", """
                {"rules":[{"contains":"","answer":{"json":%s}}]}""".formatted(json));
        control.put("/control/llm/" + key, "{\"pace\":%d}".formatted(pace));
    }

    /// How often the models were asked with this key.
    int asked(String key) {
        return new Http(address).get("/control/llm/" + key + "/calls").split("\"vendor\":").length - 1;
    }

    /// Lies with the vendor from now on.
    ///
    /// @return its sizes, as an update that brings it names them
    String photo(String token, byte[] jpeg) {
        var sent = new Http(address)
                .post("/telegram/bot" + token + "/sendPhoto", Map.of("chat_id", "1"), "photo", "image/jpeg", jpeg);
        return Http.list(sent, "photo");
    }

    /// How many messages customers got from this bot.
    long messages(String token) {
        return Http.number(new Http(address).get("/control/telegram/" + token), "messages");
    }

    List<Delivered> ledger(String token, long sinceMicros) {
        var delivered = new ArrayList<Delivered>();
        new Http(address).get("/control/telegram/" + token + "/ledger").lines().skip(1).forEach(line -> {
            var fields = line.split(",");
            long micros = Long.parseLong(fields[0]);
            if (micros >= sinceMicros) {
                delivered.add(new Delivered(
                        micros, Long.parseLong(fields[1]), Long.parseUnsignedLong(fields[2], 16)));
            }
        });
        return delivered;
    }

    /// The next calls of this bot meet these faults, in place of any before.
    ///
    /// @param faults as the simulator's control reads them
    void fail(String token, String faults) {
        new Http(address).put("/control/telegram/" + token + "/faults", faults);
    }

    /// As the simulator's compact ledger does: FNV-1a over UTF-16 units.
    static long textHash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return hash;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Processes.stop(process);
    }
}
