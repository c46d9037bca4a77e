package app.sembang.leads;

import app.sembang.contacts.Score;
import app.sembang.conversations.Desk.SoldItem;
import app.sembang.shared.Channel;
import app.sembang.shared.ContactId;
import app.sembang.shared.ConversationId;
import app.sembang.shared.MemberId;
import app.sembang.shared.Money;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A chance to sell something to a contact.
///
/// @param conversationId the contact's newest one that the member sees
/// @param assigneeId who is responsible for that conversation
/// @param amount what it may bring, or has brought
/// @param saleId what won it
record Lead(
        UUID id,
        ContactId contactId,
        @Nullable String contactName,
        @Nullable Score score,
        @Nullable ConversationId conversationId,
        @Nullable Channel channel,
        @Nullable MemberId assigneeId,
        @Nullable String assigneeName,
        UUID stageId,
        LeadStage.Outcome outcome,
        @Nullable String title,
        @Nullable Money amount,
        @Nullable UUID saleId,
        @Nullable String lostReason,
        Instant createdAt,
        Instant changedAt,
        @Nullable Instant closedAt) {
    /// @param stageId null: the first one
    @Schema(name = "NewLead")
    record Draft(
            @NotNull ContactId contactId,
            @Nullable @Size(max = 200) String title,
            @Nullable Money amount,
            @Nullable UUID stageId) {}

    /// What is to be other; null leaves it, an empty title removes it.
    ///
    /// @param noAmount what it may bring is unknown again
    @Schema(name = "LeadChange")
    record Change(
            @Nullable @Size(max = 200) String title,
            @Nullable Money amount,
            @Nullable Boolean noAmount) {}

    /// @param lostReason where the stage is lost, and needed there
    /// @param saleAmount where the stage is won, and needed there unless products make it up
    /// @param notes how the sale came about
    @Schema(name = "LeadMoveTo")
    record MoveTo(
            @NotNull UUID stageId,
            @Nullable @Size(max = 500) String lostReason,
            @Nullable Money saleAmount,
            @Nullable @Size(max = 100) List<@NotNull @Valid SoldItem> productsSold,
            @Nullable @Size(max = 100) String paymentMethod,
            @Nullable @Size(max = 5000) String notes) {}

    /// @param leads how many were lost for it
    @Schema(name = "LostReason")
    record LostReason(String reason, int leads) {}

    /// How a lead came to a stage.
    ///
    /// @param memberName null: a rule did it
    /// @param rule answered, completed, lost or reopened
    @Schema(name = "LeadMove")
    record Move(
            UUID fromId,
            UUID toId,
            @Nullable String memberName,
            @Nullable String rule,
            Instant at) {}

    /// One column of the board.
    ///
    /// @param leads the first fifty
    /// @param next where the list of the stage goes on; null: that is all of them
    /// @param amount of all of them together
    /// @param forecast of the open ones, by the stage's probability
    @Schema(name = "LeadColumn")
    record Column(
            LeadStage stage,
            int count,
            Money amount,
            Money forecast,
            List<Lead> leads,
            @Nullable String next) {}

    /// @param forecast of all open leads together
    @Schema(name = "LeadBoard")
    record Board(List<Column> columns, Money forecast) {}
}
