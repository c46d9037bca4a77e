package app.sembang.channels.whatsapp;

import app.sembang.channels.VendorAddresses.Vendor;
import app.sembang.channels.meta.GraphApi;
import app.sembang.channels.meta.GraphApi.Reply;
import app.sembang.channels.meta.TokenLife;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// A number of a company with an app of its own at Meta. The app's webhook is set up there, by hand, with
/// the verify token; here the token, the number and their account are tried, and the app is told to listen
/// to the account.
@Component
class WhatsAppConnector implements ChannelConnector {
    private static final List<String> PERMISSIONS =
            List.of("whatsapp_business_messaging", "whatsapp_business_management");

    /// What a number connected by Meta's dialog is registered with.
    private static final String PIN = "pin";

    /// Only once, and only within a day. Source: Meta, "Onboarding WhatsApp Business app users".
    private static final Set<Integer> PASSED_ON_ALREADY = Set.of(2593107, 2593108);

    private final WhatsAppApi api;

    WhatsAppConnector(WhatsAppApi api) {
        this.api = api;
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public boolean serves(@Nullable String provider) {
        return WhatsAppApi.serves(provider);
    }

    @Override
    public Set<String> credentials() {
        return Set.of(
                WhatsAppDoor.WABA_ID,
                WhatsAppDoor.PHONE_NUMBER_ID,
                WhatsAppDoor.ACCESS_TOKEN,
                WhatsAppDoor.APP_SECRET,
                WhatsAppDoor.VERIFY_TOKEN);
    }

    @Override
    public Set<String> loginCredentials() {
        return Set.of(WhatsAppDoor.WABA_ID, WhatsAppDoor.PHONE_NUMBER_ID, WhatsAppDoor.ACCESS_TOKEN, PIN);
    }

    @Override
    public Check test(Connection account) {
        var inspection = api.inspectToken(account);
        if (!(inspection instanceof Reply.Done(var inspected))) {
            return refused(inspection);
        }
        var data = inspected.path("data");
        if (!data.path("is_valid").asBoolean(false)) {
            return new Check.Refused("WhatsApp: the access token is not valid any more.", null);
        }
        for (var permission : PERMISSIONS) {
            if (!contains(data.path("scopes"), "", permission)) {
                return new Check.Refused("The access token lacks the permission %s.".formatted(permission), null);
            }
        }
        var number = api.get(
                account,
                WhatsAppApi.number(account)
                        + "?fields=display_phone_number,verified_name,quality_rating,health_status,throughput,whatsapp_business_manager_messaging_limit");
        if (!(number instanceof Reply.Done)) {
            return refused(number);
        }
        var numbers = api.get(account, waba(account) + "/phone_numbers?fields=id&limit=1000");
        if (!(numbers instanceof Reply.Done(var listed))) {
            return refused(numbers);
        }
        var id = account.credential(WhatsAppDoor.PHONE_NUMBER_ID);
        return contains(listed.path("data"), "id", id)
                ? new Check.Passed(id, account.credential(WhatsAppDoor.WABA_ID))
                : new Check.Refused("The WhatsApp Business Account has no number with this id.", null);
    }

    /// Told twice, Meta listens once.
    @Override
    public Check connect(Connection account) {
        var subscribed = api.post(account, waba(account) + "/subscribed_apps", Map.of());
        if (!(subscribed instanceof Reply.Done)) {
            return refused(subscribed);
        }
        boolean byDialog = account.credentials().containsKey(PIN);
        if (!byDialog && !account.capabilities().editsIn()) {
            return connected(account, null);
        }
        var number = api.get(account, WhatsAppApi.number(account) + "?fields=platform_type,is_on_biz_app");
        if (!(number instanceof Reply.Done(var told))) {
            return refused(number);
        }
        if (told.path("is_on_biz_app").asBoolean(false)) {
            return connected(account, passedOn(account));
        }
        return byDialog && told.path("platform_type").asString("").equals("NOT_APPLICABLE")
                ? registered(account)
                : connected(account, null);
    }

    private static Check connected(Connection account, @Nullable String found) {
        return new Check.Passed(
                account.credential(WhatsAppDoor.PHONE_NUMBER_ID),
                account.credential(WhatsAppDoor.WABA_ID),
                null,
                found);
    }

    /// A number that comes from Embedded Signup sends nothing before; one that is shared with a phone is registered
    /// there.
    private Check registered(Connection account) {
        var registered = api.post(
                account,
                WhatsAppApi.number(account) + "/register",
                Map.of("messaging_product", "whatsapp", "pin", account.credential(PIN)));
        return registered instanceof Reply.Done ? connected(account, null) : refused(registered);
    }

    /// Asks for the phone's address book and for what was said on it. Meta passes them on once, and only
    /// within the first day; asked again it does no harm.
    ///
    /// @return what Meta says where it does not, else null
    private @Nullable String passedOn(Connection account) {
        for (var what : List.of("smb_app_state_sync", "history")) {
            var asked = api.post(
                    account,
                    WhatsAppApi.number(account) + "/smb_app_data",
                    Map.of("messaging_product", "whatsapp", "sync_type", what));
            boolean done = asked instanceof Reply.Done
                    || (asked instanceof Reply.Refused refused && PASSED_ON_ALREADY.contains(refused.code()));
            if (!done) {
                return asked.words();
            }
        }
        return null;
    }

    @Override
    public boolean renews() {
        return true;
    }

    /// Nothing is renewed: a system user's token has no date or the one it was made with.
    @Override
    public Renewal renew(Connection account) {
        return TokenLife.of(Vendor.WHATSAPP, api.inspectToken(account), () -> test(account) instanceof Check.Passed);
    }

    @Override
    public Set<String> proofs() {
        return Set.of(WhatsAppDoor.APP_SECRET);
    }

    /// The app listens to the whole business account: other numbers of it may still need that.
    @Override
    public Check disconnect(Connection account, boolean alone) {
        if (!alone) {
            return new Check.Passed("");
        }
        var left = api.delete(account, waba(account) + "/subscribed_apps");
        return left instanceof Reply.Done ? new Check.Passed("") : refused(left);
    }

    private static String waba(Connection account) {
        return GraphApi.encoded(account.credential(WhatsAppDoor.WABA_ID));
    }

    private static Check refused(Reply reply) {
        return new Check.Refused(reply.words(), null);
    }

    private static boolean contains(JsonNode list, String field, String wanted) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(item -> field.isEmpty() ? item : item.path(field))
                .anyMatch(item -> wanted.equals(item.asString("")));
    }
}
