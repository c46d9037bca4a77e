package app.sembang.conversations;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param answerWithin a message older than this by the channel's clock is stored and left to a person (default
/// 10 minutes)
/// @param typingHolds how long a member's typing keeps the assistant waiting (default 30 seconds)
@ConfigurationProperties("sembang.conversations")
record ConversationSettings(
        @DefaultValue("10m") Duration answerWithin,
        @DefaultValue("30s") Duration typingHolds) {}
