package app.sembang.analytics;

import app.sembang.shared.CompanyId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one of the three dashboards shows.
///
/// @param from when the period began
/// @param parts of the period, oldest first
/// @param load of the company's dashboard, the busiest first
/// @param stages of the agent's
record Dashboard(
        Period period,
        Instant from,
        String timeZone,
        List<Value> figures,
        List<Part> parts,
        List<Load> load,
        List<Stage> stages) {
    /// @param count how many rows there are behind it
    /// @param amount of money, where it is one of money
    /// @param seconds of time, where it is one of time; null where nothing was measured
    /// @param average of five, where it is one of ratings; of one, where it is a share; null where there is nothing
    /// to take it of
    /// @param rows where the rows behind it are
    /// @param before what it was in as long a time before; null where it tells how things stand now
    /// @param course part by part of the period; empty where it tells how things stand now
    @Schema(name = "DashboardNumber")
    record Value(
            Figure figure,
            long count,
            @Nullable Money amount,
            @Nullable Long seconds,
            @Nullable BigDecimal average,
            String rows,
            @Nullable Before before,
            List<Point> course) {}

    /// A figure of the period before, up to the same time of the day.
    @Schema(name = "DashboardBefore")
    record Before(
            long count,
            @Nullable Money amount,
            @Nullable Long seconds,
            @Nullable BigDecimal average) {}

    /// @param value the money, or the seconds, or the average, or how many; a part in which nothing was measured is
    /// left out
    @Schema(name = "DashboardPoint")
    record Point(LocalDateTime at, BigDecimal value) {}

    /// Conversations that began in an hour or a day, by who answered first; of the platform's, messages that went out.
    ///
    /// @param at by the local clock
    @Schema(name = "DashboardPart")
    record Part(LocalDateTime at, long template, long assistant, long person, long unanswered, long messages) {}

    /// @param capacity 0: no limit
    /// @param atWork available, and within the hours of work
    /// @param rows the open conversations
    @Schema(name = "DashboardLoad")
    record Load(MemberId memberId, String name, long open, long waiting, int capacity, boolean atWork, String rows) {}

    /// @param key of one of the usual stages
    /// @param name null: the usual one
    @Schema(name = "DashboardStage")
    record Stage(UUID id, @Nullable String key, @Nullable String name, long count) {}

    /// One of the rows a figure counts.
    ///
    /// @param subject conversation, lead, sale, task, company, channel_account or message
    /// @param title such as the contact's name
    /// @param detail such as who is responsible
    /// @param companyId of the platform's: whose it is
    @Schema(name = "DashboardRow")
    record Row(
            UUID id,
            String subject,
            Instant at,
            @Nullable String title,
            @Nullable String detail,
            @Nullable ConversationId conversationId,
            @Nullable Money amount,
            @Nullable CompanyId companyId) {}
}
