package app.sembang.channels.meta;

import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.ChannelConnector.Renewal;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What Meta tells of an access token that it does not renew: whether it is good, and until when.
public final class TokenLife {
    private static final int TOKEN_INVALID = 190;

    private TokenLife() {}

    /// @param inspection the answer to `debug_token`
    /// @param works asks whether the account works all the same: not every app may look at its tokens
    public static Renewal of(Vendor vendor, Reply inspection, BooleanSupplier works) {
        if (!(inspection instanceof Reply.Done(var told))) {
            return inspection instanceof Reply.Refused refused
                            && refused.code() != TOKEN_INVALID
                            && works.getAsBoolean()
                    ? new Renewal.Lasts(Map.of(), null)
                    : notRenewed(inspection);
        }
        var token = told.path("data");
        if (!token.path("is_valid").asBoolean(true)) {
            return new Renewal.Refused(GraphApi.words(vendor, token.path("error")), true);
        }
        long until = token.path("expires_at").asLong(0);
        return new Renewal.Lasts(Map.of(), until <= 0 ? null : Instant.ofEpochSecond(until));
    }

    static Renewal notRenewed(Reply reply) {
        return new Renewal.Refused(
                reply.words(), reply instanceof Reply.Refused refused && refused.code() == TOKEN_INVALID);
    }
}
