package app.sembang.channels.onsend;

import app.sembang.channels.onsend.OnSendApi.Reply;
import app.sembang.connections.ChannelConnector;
import app.sembang.connections.Connection;
import app.sembang.shared.Channel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A number paired at OnSend. Where it delivers is set up there, by hand, with the webhook's secret.
final class OnSendConnector implements ChannelConnector {
    private final OnSendWire wire;
    private final OnSendApi api;

    OnSendConnector(OnSendWire wire, OnSendApi api) {
        this.wire = wire;
        this.api = api;
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public boolean serves(@Nullable String provider) {
        return wire.provider.equals(provider);
    }

    @Override
    public Set<String> credentials() {
        return wire.credentials;
    }

    @Override
    public Check test(Connection account) {
        return switch (api.status(account)) {
            case Reply.Done(var status) -> told(status.path("status").asString(""), wire.asset(account, status));
            case Reply.Refused refused -> new Check.Refused(refused.words(), null);
            case Reply.NeverSent never -> new Check.Refused(never.reason(), null);
            case Reply.NoAnswer none -> new Check.Refused(none.reason(), null);
        };
    }

    private static Check told(String status, String asset) {
        return switch (status) {
            case "not_connected", "disconnected", "disabled" ->
                new Check.Refused("OnSend: the device is not connected (%s).".formatted(status), null);
            case "connecting" ->
                new Check.Refused("OnSend: the device is still connecting. Test again in a minute.", null);
            case "logged_out" -> new Check.Refused("OnSend: the device was logged out. Pair the phone again.", null);
            default ->
                asset.isEmpty()
                        ? new Check.Refused("OnSend names no number for these credentials.", null)
                        : new Check.Passed(asset);
        };
    }

    @Override
    public Check connect(Connection account) {
        return test(account);
    }
}
