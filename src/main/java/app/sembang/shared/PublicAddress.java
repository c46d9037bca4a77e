package app.sembang.shared;

import java.net.Inet6Address;
import java.net.InetAddress;

/// Which addresses of the network everybody can reach.
public final class PublicAddress {
    private PublicAddress() {}

    /// Not this machine, not a network behind it, nothing that leads there in disguise.
    public static boolean is(InetAddress address) {
        var bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        if (address instanceof Inet6Address) {
            // 2000::/3 is what is given out; of it, 6to4 and Teredo carry IPv4 addresses.
            boolean tunnel = first == 0x20 && (second == 0x02 || (second == 0x01 && bytes[2] == 0 && bytes[3] == 0));
            return (first & 0xe0) == 0x20 && !tunnel;
        }
        return first != 0
                && first < 240
                && !(first == 100 && (second & 0xc0) == 64)
                && !(first == 192 && second == 0 && bytes[2] == 0)
                && !(first == 198 && (second & 0xfe) == 18);
    }
}
