using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace WebhookDispatch.Egress;

/// <summary>Reads an address only in the form every parser agrees on.</summary>
internal static class PlainAddress
{
    // IPAddress also reads "127.1", "0x7f.1" and "010.0.0.1", the last as 8.0.0.1 where others read 10.0.0.1.
    public static bool TryRead(string? text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork
            ? string.Equals(address.ToString(), text, StringComparison.Ordinal)
            : text.AsSpan().IndexOfAny('%', '[', ']') < 0);
}
