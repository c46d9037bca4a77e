package app.sembang.conversations;

import app.sembang.Inbox;
import app.sembang.StaffApp;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.contacts.Sighting;
import app.sembang.database.CompanyTransactions;
import app.sembang.shared.Channel;
import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.Ids;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A company with a website chat, whose visitors write straight into the inbox.
final class Shop {
    private final TestCompany company;
    private final ChannelAccountId account;
    private final Conversations conversations;
    private final CompanyTransactions transactions;
    private final TestClock clock;

    Shop(TestCompany company, Conversations conversations, CompanyTransactions transactions, TestClock clock) {
        this.company = company;
        this.conversations = conversations;
        this.transactions = transactions;
        this.clock = clock;
        this.account = ChannelAccountId.from(company.admin()
                .post("/api/v1/channel-accounts", "{\"channel\":\"webchat\",\"name\":\"Site\",\"credentials\":{}}")
                .json()
                .path("id")
                .asString());
    }

    StaffApp admin() {
        return company.admin();
    }

    /// @return the conversation it stands in
    String writes(String visitor, String text) {
        return transactions.in(company.id(), () -> {
            var received = conversations.receive(
                    company.id(),
                    List.of(new Inbound(
                            Channel.WEBCHAT,
                            new Sighting(account, visitor, visitor, null, null),
                            Ids.next().toString(),
                            null,
                            new Content.Text(text),
                            clock.instant())));
            return conversations
                    .newestOf(company.id(), received.getFirst().identity())
                    .orElseThrow()
                    .toString();
        });
    }

    JsonNode detail(String conversation) {
        return admin().get("/api/v1/conversations/" + conversation).json();
    }

    String assignee(String conversation) {
        return detail(conversation).at("/assignee/name").asString("");
    }

    List<JsonNode> items(String path) {
        return new Inbox(admin()).items(path);
    }

    /// What the thread's quiet lines say, oldest first.
    List<String> told(String conversation) {
        return items("/api/v1/conversations/" + conversation + "/activity").stream()
                .map(line -> line.path("kind").asString())
                .toList();
    }
}
