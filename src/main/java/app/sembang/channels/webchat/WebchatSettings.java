package app.sembang.channels.webchat;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Limits of one visitor, or of one address, in each process.
///
/// @param sessionsPerMinute new sessions of one IP address (default 60)
/// @param messagesPerMinute new messages of one visitor (default 20)
/// @param messagesPerFiveSeconds of these in a burst (default 5)
/// @param typingPerTwoSeconds signs of typing of one visitor (default 1)
/// @param identifyPerMinute attempts of one visitor to say who they are (default 5)
/// @param uploadsPerHour files of one visitor (default 10)
/// @param streams open at once for one visitor (default 3)
@ConfigurationProperties("sembang.webchat")
record WebchatSettings(
        @DefaultValue("60") int sessionsPerMinute,
        @DefaultValue("20") int messagesPerMinute,
        @DefaultValue("5") int messagesPerFiveSeconds,
        @DefaultValue("1") int typingPerTwoSeconds,
        @DefaultValue("5") int identifyPerMinute,
        @DefaultValue("10") int uploadsPerHour,
        @DefaultValue("3") int streams) {}
