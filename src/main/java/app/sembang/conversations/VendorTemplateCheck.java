package app.sembang.conversations;

import app.sembang.shared.ChannelAccountId;
import app.sembang.shared.CompanyId;

/// Holds what is to be sent by a template against the template as the account has it, inside the transaction that
/// stores the message, and refuses by field what the vendor would refuse later.
public interface VendorTemplateCheck {
    void check(CompanyId company, ChannelAccountId account, Content.VendorTemplate template);
}
