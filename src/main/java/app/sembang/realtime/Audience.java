package app.sembang.realtime;

import app.sembang.shared.ContactIdentityId;
import app.sembang.shared.MemberId;

/// Who is told of a change: everybody who sees the whole company, one member who sees only their own, or one
/// website visitor.
public sealed interface Audience {
    record Company() implements Audience {}

    record OneMember(MemberId member) implements Audience {}

    record Visitor(ContactIdentityId identity) implements Audience {}

    /// As stored in `stream_event.audience`.
    default String key() {
        return switch (this) {
            case Company() -> "company";
            case OneMember(var member) -> "member:" + member;
            case Visitor(var identity) -> "visitor:" + identity;
        };
    }
}
