package app.sembang.channels.meta;

import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.util.Arrays;
import java.util.Optional;

/// The two channels of Meta that speak the same language. Where they differ stands here.
///
/// Sources: Meta, "Messenger Platform" and "Instagram API with Instagram Login".
enum Product {
    MESSENGER(
            Channel.MESSENGER,
            Vendor.MESSENGER,
            "page",
            "pageId",
            GraphApi.PAGE_ACCESS_TOKEN,
            "messages,messaging_postbacks,messaging_referrals,message_reactions,message_reads,message_deliveries,"
                    + "message_echoes,message_edits,messaging_handovers,standby,messaging_policy_enforcement,send_cart",
            "first_name,last_name"),
    INSTAGRAM(
            Channel.INSTAGRAM,
            Vendor.INSTAGRAM,
            "instagram",
            "instagramUserId",
            GraphApi.ACCESS_TOKEN,
            "messages,messaging_postbacks,messaging_seen,message_reactions,messaging_referral,message_edit",
            "name,username");

    static final String APP_SECRET = "appSecret";
    static final String VERIFY_TOKEN = "verifyToken";

    final Channel channel;
    final Vendor vendor;
    /// What Meta calls the account in `object`.
    final String object;
    /// The credential that names the account, as it stands in `entry.id`.
    final String idCredential;
    final String tokenCredential;
    /// What the app has to be told of.
    final String subscribedFields;

    final String profileFields;

    Product(
            Channel channel,
            Vendor vendor,
            String object,
            String idCredential,
            String tokenCredential,
            String subscribedFields,
            String profileFields) {
        this.channel = channel;
        this.vendor = vendor;
        this.object = object;
        this.idCredential = idCredential;
        this.tokenCredential = tokenCredential;
        this.subscribedFields = subscribedFields;
        this.profileFields = profileFields;
    }

    static Optional<Product> of(Channel channel) {
        return Arrays.stream(values())
                .filter(product -> product.channel == channel)
                .findFirst();
    }

    String assetOf(Connection account) {
        return account.credential(idCredential);
    }

    /// Where calls of the account go: behind Instagram's login there is no page, the token tells whose it is.
    String path(Connection account) {
        return this == INSTAGRAM ? "me" : GraphApi.encoded(assetOf(account));
    }
}
