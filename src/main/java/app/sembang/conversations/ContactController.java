package app.sembang.conversations;

import app.sembang.contacts.ContactStory;
import app.sembang.contacts.ContactStory.Happened;
import app.sembang.contacts.Contacts;
import app.sembang.conversations.Views.ContactDetail;
import app.sembang.conversations.Views.TimelineItem;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.AllowedTo;
import app.sembang.identity.Member;
import app.sembang.identity.Role;
import app.sembang.shared.ContactId;
import app.sembang.shared.Page;
import app.sembang.shared.Refusal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Contacts as they appear through their conversations: an agent sees those of their own conversations.
@RestController
@RequestMapping("/api/v1/contacts")
@Tag(name = "Contacts")
@AllowedTo({Role.COMPANY_ADMIN, Role.COMPANY_USER, Role.VIEWER})
class ContactController {
    private static final int MOST = 200;

    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final ConversationReader reader;
    private final List<ContactStory> stories;

    ContactController(
            CompanyTransactions transactions,
            Contacts contacts,
            ConversationReader reader,
            List<ContactStory> stories) {
        this.stories = stories;
        this.transactions = transactions;
        this.contacts = contacts;
        this.reader = reader;
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a contact with the conversations the member may see")
    ContactDetail detail(Member me, @PathVariable ContactId id) {
        return transactions.as(
                me.access(),
                () -> ContactDetail.of(
                        reader.contact(me.company(), id),
                        contacts.row(me.company(), id),
                        reader.conversationsOf(me.company(), id)));
    }

    @GetMapping("/{id}/timeline")
    @Operation(summary = "Read what happened with a contact, newest first")
    Page<TimelineItem> timeline(Member me, @PathVariable ContactId id) {
        return transactions.as(me.access(), () -> {
            if (!contacts.exists(me.company(), id)) throw Refusal.notFound("contact", id);
            return new Page<>(reader.timeline(me.company(), id, () -> besides(me, id), MOST), null);
        });
    }

    /// Some of it hangs on whoever was joined to the contact, whom the member does not see as such.
    private List<Happened> besides(Member me, ContactId id) {
        transactions.widen();
        return stories.stream()
                .flatMap(story -> story.of(me.company(), id, MOST).stream())
                .toList();
    }
}
