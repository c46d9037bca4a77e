package app.sembang.channels.inbound;

import app.sembang.shared.Sha256;
import app.sembang.shared.Texts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Proven deliveries nobody can tell whose they are, as they came.
@Component
class Strays {
    private static final int LONGEST_REASON = 300;
    private static final Logger log = LoggerFactory.getLogger(Strays.class);

    private final JdbcClient ingest;
    private final JdbcClient platform;

    Strays(@Qualifier("ingest") JdbcClient ingest, @Qualifier("platform") JdbcClient platform) {
        this.ingest = ingest;
        this.platform = platform;
    }

    /// The same bytes are kept once. False where they could not be kept: the vendor must come again.
    boolean keep(byte[] raw, String reason) {
        try {
            ingest.sql(
                            "insert into stray_delivery (digest, raw, reason) values (:digest, :raw, :reason) on conflict do nothing")
                    .param("digest", Sha256.hex(raw))
                    .param("raw", raw)
                    .param("reason", Texts.beginning(Texts.storable(reason), LONGEST_REASON))
                    .update();
            return true;
        } catch (DataAccessException away) {
            log.warn("A delivery nobody can tell whose it is could not be kept: {}", away.getMessage());
            return false;
        }
    }

    /// At most that many of those older than 30 days.
    int forgetOld(int most) {
        return platform.sql("""
                delete from stray_delivery
                 where digest in (select digest from stray_delivery
                                   where received_at < now() - interval '30 days' limit :most)
                """).param("most", most).update();
    }
}
