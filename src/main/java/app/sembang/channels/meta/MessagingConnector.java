package app.sembang.channels.meta;

import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/// A page or a professional account of a company with an app of its own at Meta. The app's webhook is set up there, by
/// hand, with the verify token; here the token is tried, and the app is told to listen to the account.
final class MessagingConnector implements ChannelConnector {
    private final Product product;
    /// The token is no longer good for anything.

    private final GraphApi graph;
    private final Clock clock;

    MessagingConnector(Product product, GraphApi graph, Clock clock) {
        this.product = product;
        this.graph = graph;
        this.clock = clock;
    }

    @Override
    public Channel channel() {
        return product.channel;
    }

    @Override
    public Set<String> credentials() {
        return Set.of(product.idCredential, product.tokenCredential, Product.APP_SECRET, Product.VERIFY_TOKEN);
    }

    @Override
    public Set<String> loginCredentials() {
        return Set.of(product.idCredential, product.tokenCredential);
    }

    /// Instagram has two ids for one account; events carry `user_id`.
    @Override
    public Check test(Connection account) {
        var field = product == Product.INSTAGRAM ? "user_id" : "id";
        var me = graph.get(product.vendor, account, "me?fields=%s,name".formatted(field));
        if (!(me instanceof Reply.Done(var told))) {
            return refused(me);
        }
        var id = EventFields.first(told, field);
        return id != null && product.assetOf(account).equals(id)
                ? new Check.Passed(id)
                : new Check.Refused("The access token is of another account: %s.".formatted(id), null);
    }

    /// Told twice, Meta listens once.
    @Override
    public Check connect(Connection account) {
        var subscribed = graph.post(
                product.vendor,
                account,
                "%s/subscribed_apps?subscribed_fields=%s"
                        .formatted(product.path(account), GraphApi.encoded(product.subscribedFields)),
                Map.of());
        return subscribed instanceof Reply.Done ? new Check.Passed(product.assetOf(account)) : refused(subscribed);
    }

    @Override
    public Set<String> proofs() {
        return Set.of(Product.APP_SECRET);
    }

    @Override
    public Check disconnect(Connection account, boolean alone) {
        var left = graph.delete(product.vendor, account, product.path(account) + "/subscribed_apps");
        return left instanceof Reply.Done ? new Check.Passed("") : refused(left);
    }

    @Override
    public boolean renews() {
        return true;
    }

    /// Instagram's tokens last 60 days and are changed for newer ones; a page's has no date or the one it was made
    /// with.
    @Override
    public Renewal renew(Connection account) {
        return product == Product.INSTAGRAM
                ? refreshed(account)
                : TokenLife.of(
                        product.vendor,
                        graph.inspectToken(product.vendor, account),
                        () -> test(account) instanceof Check.Passed);
    }

    private Renewal refreshed(Connection account) {
        var reply = graph.refreshToken(account);
        if (!(reply instanceof Reply.Done(var told))) {
            return TokenLife.notRenewed(reply);
        }
        var token = EventFields.first(told, "access_token");
        long seconds = told.path("expires_in").asLong(0);
        return token == null || seconds <= 0
                ? new Renewal.Refused("Instagram gave no new access token.", false)
                : new Renewal.Lasts(
                        Map.of(product.tokenCredential, token), clock.instant().plusSeconds(seconds));
    }

    private static Check refused(Reply reply) {
        return new Check.Refused(reply.words(), null);
    }
}
