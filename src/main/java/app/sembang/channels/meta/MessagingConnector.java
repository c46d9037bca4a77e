package app.sembang.channels.meta;

import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.util.Map;
import java.util.Set;

/// A page or a professional account of a company with an app of its own at Meta. The app's webhook is set up there, by
/// hand, with the verify token; here the token is tried, and the app is told to listen to the account.
final class MessagingConnector implements ChannelConnector {
    private final Product product;
    private final GraphApi graph;

    MessagingConnector(Product product, GraphApi graph) {
        this.product = product;
        this.graph = graph;
    }

    @Override
    public Channel channel() {
        return product.channel;
    }

    @Override
    public Set<String> credentials() {
        return Set.of(product.idCredential, product.tokenCredential, Product.APP_SECRET, Product.VERIFY_TOKEN);
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

    private static Check refused(Reply reply) {
        return new Check.Refused(reply.words(), null);
    }
}
