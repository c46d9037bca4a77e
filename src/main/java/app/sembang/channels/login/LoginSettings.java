package app.sembang.channels.login;

import app.sembang.shared.Channel;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The platform's apps at Meta, for connecting accounts by Meta's dialogs. A channel whose app is not named
/// is connected by hand only.
///
/// @param appId of the app for pages and WhatsApp, and its secret
/// @param messengerConfiguration the configuration of "Facebook Login for Business" for pages
/// @param whatsappConfiguration the one of Embedded Signup
/// @param instagramAppId of the app with Instagram Login, and its secret
/// @param dialogUrl where Meta's dialogs are
/// @param instagramDialogUrl the same of Instagram
/// @param instagramTokenUrl where Instagram takes codes
@ConfigurationProperties("sembang.channels.login")
record LoginSettings(
        @DefaultValue("") String appId,
        @DefaultValue("") String appSecret,
        @DefaultValue("") String messengerConfiguration,
        @DefaultValue("") String whatsappConfiguration,
        @DefaultValue("") String instagramAppId,
        @DefaultValue("") String instagramAppSecret,
        @DefaultValue("https://www.facebook.com") String dialogUrl,
        @DefaultValue("https://www.instagram.com") String instagramDialogUrl,
        @DefaultValue("https://api.instagram.com") String instagramTokenUrl) {
    boolean offers(Channel channel) {
        return switch (channel) {
            case MESSENGER -> !appId.isBlank() && !appSecret.isBlank() && !messengerConfiguration.isBlank();
            case WHATSAPP -> !appId.isBlank() && !appSecret.isBlank() && !whatsappConfiguration.isBlank();
            case INSTAGRAM -> !instagramAppId.isBlank() && !instagramAppSecret.isBlank();
            case TELEGRAM, WEBCHAT -> false;
        };
    }

    @Override
    public String toString() {
        return "LoginSettings[appId=%s, instagramAppId=%s]".formatted(appId, instagramAppId);
    }
}
