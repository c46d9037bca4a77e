package app.sembang.assistant;

import app.sembang.conversations.Content;
import app.sembang.conversations.MessagesReceived;
import app.sembang.privacy.ConsentRecords;
import app.sembang.privacy.ConsentRecords.Written;
import app.sembang.shared.CompanyId;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Keeps what customers write about advertising: no more of it, or again. In the transaction that stores the message,
/// so
/// that no advertisement goes out after it.
@Component
class OptOuts {
    private static final Set<String> STOP = Set.of(
            "stop",
            "stop all",
            "stopall",
            "stop promotions",
            "stop promotion",
            "stop promo",
            "unsubscribe",
            "berhenti",
            "henti",
            "hentikan",
            "henti langganan",
            "batal langganan",
            "退订",
            "停止",
            "取消订阅",
            "停止推销",
            "நிறுத்து",
            "நிறுத்துங்கள்",
            "niruthu",
            "niruthunga");
    private static final Set<String> START = Set.of(
            "start",
            "unstop",
            "subscribe",
            "resume",
            "mula",
            "mula semula",
            "langgan",
            "开始",
            "订阅",
            "恢复",
            "重新订阅",
            "தொடங்கு",
            "தொடங்குங்கள்",
            "thodangu");
    private static final Pattern AROUND = Pattern.compile("^[\\p{P}\\p{S}\\s]+|[\\p{P}\\p{S}\\s]+$");
    private static final int LONGEST_WORD = 40;

    private final ConsentRecords consents;

    OptOuts(ConsentRecords consents) {
        this.consents = consents;
    }

    @EventListener
    void on(MessagesReceived received) {
        for (var message : received.messages()) {
            switch (message.content()) {
                case Content.Text(var text) -> read(received.company(), message, text);
                case Content.ButtonReply reply -> read(received.company(), message, reply.preview());
                default -> {}
            }
        }
    }

    private void read(CompanyId company, MessagesReceived.Item message, String text) {
        if (SafetyScreen.optsOut(text)) {
            consents.written(company, written(message, text), ConsentRecords.MARKETING, false);
        } else if (START.contains(bare(text))
                && consents.withdrawn(company, message.contact(), ConsentRecords.MARKETING, message.channel())) {
            // Many begin with this word: it gives back what was taken, and no more.
            consents.written(company, written(message, text), ConsentRecords.MARKETING, true);
        }
    }

    private static Written written(MessagesReceived.Item message, String text) {
        return new Written(
                message.contact(),
                message.identity(),
                message.channel(),
                message.conversation(),
                message.message(),
                text);
    }

    /// Whether a message is nothing but a word that services of messages take for this.
    static boolean isStop(String text) {
        return STOP.contains(bare(text));
    }

    private static String bare(String text) {
        return text.length() > LONGEST_WORD
                ? ""
                : AROUND.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
