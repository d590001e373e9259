using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Faults of the connection, before and after the request.</summary>
internal static class ConnectionFaults
{
    // More than the socket buffers of both sides hold.
    private const int Large = 16 * 1024 * 1024;

    internal static IEnumerable<Fault> All =>
    [
        new(21, "a reset as soon as it is connected", "connect_failed", RawPeer.ResetsAtOnce()) { OrOutcome = "connection_reset" },
        new(22, "a reset after the request", "connection_reset", RawPeer.Resets()) { IsAmbiguous = true },
        new(23, "an end after the request", "connection_reset", RawPeer.Answers("")) { IsAmbiguous = true },
        new(24, "an end within the headers", "connection_reset", RawPeer.Answers("HTTP/1.1 200 OK\r\nContent-Le")) { IsAmbiguous = true },
        new(28, "no answer", "timeout", RawPeer.Stalls()) { IsAmbiguous = true },
        new(29, "a request that is not read", "timeout", RawPeer.NeverReads()) { IsAmbiguous = true, PayloadBytes = Large },
        new(30, "413 and a close while the request is sent", "connection_reset", RawPeer.AnswersUnasked("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")) { IsAmbiguous = true, PayloadBytes = Large },
    ];
}
