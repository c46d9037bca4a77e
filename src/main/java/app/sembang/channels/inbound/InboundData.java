package app.sembang.channels.inbound;

import app.sembang.channels.ChannelDoor;
import app.sembang.channels.lanes.Lanes;
import app.sembang.contacts.Contacts;
import app.sembang.contacts.Sighting;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.ContactTrail;
import app.sembang.database.PersonalData;
import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What vendors delivered of a person, as it came. It is emptied, not removed: the vendor's number
/// of the event stays, so that a copy delivered late does not bring the person back. What has not
/// been worked on yet comes after the erasure.
@Component
@Order(0)
class InboundData implements PersonalData {
    private static final String EVENTS = "inbound_event";

    private final JdbcClient jdbc;
    private final CompanyTransactions transactions;
    private final Contacts contacts;
    private final JsonMapper json;
    private final Doors doors;

    InboundData(JdbcClient jdbc, CompanyTransactions transactions, Contacts contacts, JsonMapper json, Doors doors) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.contacts = contacts;
        this.json = json;
        this.doors = doors;
    }

    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Raw(
            long position, Channel channel, @Nullable String provider, byte[] bytes) {}

    @Override
    public Map<String, List<String>> find(ContactTrail trail) {
        return transactions.in(
                trail.company(),
                () -> Map.of(EVENTS, of(trail).stream().map(this::shown).toList()));
    }

    private String shown(Raw event) {
        return json.writeValueAsString(
                Map.of("position", event.position(), "raw", new String(event.bytes(), StandardCharsets.UTF_8)));
    }

    @Override
    public Map<String, Long> detach(ContactTrail trail) {
        long blanked = jdbc.sql("""
                update inbound_event set raw = '', reason = case when state = 'parked' then 'erased' else reason end
                 where company_id = :company and position = any (:positions)
                """)
                .param("company", trail.company().value())
                .param("positions", of(trail).stream().map(Raw::position).toArray(Long[]::new))
                .update();
        return Map.of(EVENTS, blanked);
    }

    @Override
    public Map<String, Long> forget(ContactTrail trail) {
        long waiting = transactions.in(trail.company(), () -> (long)
                jdbc.sql("delete from delivery where company_id = :company and conversation_id = any (:conversations)")
                        .param("company", trail.company().value())
                        .param("conversations", trail.of("conversation").toArray(UUID[]::new))
                        .update());
        return Map.of("delivery", waiting);
    }

    private List<Raw> of(ContactTrail trail) {
        var found = new ArrayList<Raw>();
        for (var identity : contacts.identities(trail.company(), trail.contact())) {
            found.addAll(of(trail.company(), identity));
        }
        return found;
    }

    /// The lane and the bytes narrow it down; whose an event is says the door that took it.
    private List<Raw> of(CompanyId company, Sighting identity) {
        return jdbc
                .sql("""
                select event.position, event.raw, account.channel, account.provider
                  from inbound_event event
                  join channel_account account on account.company_id = event.company_id and account.id = event.channel_account_id
                 where event.company_id = :company
                   and event.channel_account_id = :account
                   and event.lane = :lane
                   and event.state <> 'pending'
                   -- OnSend writes numbers as people do.
                   and (account.provider like 'onsend%' or position(convert_to(:externalId, 'UTF8') in event.raw) > 0)
                 order by event.position
                """)
                .param("company", company.value())
                .param("account", identity.account().value())
                .param("lane", Lanes.of(company, identity.account(), identity.externalId()))
                .param("externalId", identity.externalId())
                .query((row, number) -> new Raw(
                        row.getLong("position"),
                        Channel.from(row.getString("channel")),
                        row.getString("provider"),
                        row.getBytes("raw")))
                .list()
                .stream()
                .filter(event -> sentBy(identity.externalId(), event))
                .toList();
    }

    /// What cannot be read is nobody's for certain, and theirs as far as anybody can tell.
    private boolean sentBy(String externalId, Raw event) {
        var door = doors.of(event.channel(), event.provider());
        if (door == null) {
            return true;
        }
        try {
            return door.split(event.bytes()).stream()
                    .anyMatch(element -> element.sender().equals(externalId));
        } catch (ChannelDoor.Unreadable e) {
            return true;
        }
    }
}
