package app.sembang.privacy;

import app.sembang.shared.Channel;
import app.sembang.shared.CompanyId;
import app.sembang.shared.ContactId;
import app.sembang.shared.Ids;
import app.sembang.shared.Texts;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What contacts have agreed to or taken back by themselves, without any member's hand. Needs an open transaction of
/// the company.
@Component
public class ConsentRecords {
    private static final int LONGEST_EVIDENCE = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    ConsentRecords(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Said twice in the same words, it counts once.
    ///
    /// @param purpose a term in lower_snake
    /// @param evidence what was agreed to, and where
    public void granted(CompanyId company, ContactId contact, String purpose, Channel channel, String evidence) {
        said(company, contact, purpose, channel, true, evidence);
    }

    /// @param granted false: taken back
    public void said(
            CompanyId company, ContactId contact, String purpose, Channel channel, boolean granted, String evidence) {
        var words = Texts.beginning(Texts.storable(evidence), LONGEST_EVIDENCE);
        jdbc.sql("""
                insert into consent (company_id, id, contact_id, purpose, channel, granted, at, recorded_at, evidence)
                select :company, :id, :contact, :purpose, :channel, :granted, :now, :now, :evidence
                 where not exists (
                    select from (select granted, evidence from consent
                                  where company_id = :company and contact_id = :contact
                                    and purpose = :purpose and channel = :channel
                                  order by id desc
                                  limit 1) newest
                     where newest.granted = :granted and newest.evidence = :evidence)
                """)
                .param("company", company.value())
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("purpose", purpose)
                .param("channel", channel.value())
                .param("granted", granted)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("evidence", words)
                .update();
    }
}
