using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Faults in and before the head of an answer.</summary>
internal static class HeadFaults
{
    private const string Accepted = "HTTP/1.1 200 OK\r\n";
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(100);

    internal static IEnumerable<Fault> All =>
    [
        new(1, "status line, byte by byte", "timeout", RawPeer.Trickles(Accepted, Slowly)) { IsAmbiguous = true },
        new(2, "endless header lines, slowly", "timeout", RawPeer.Repeats(Accepted, "X-Next: 1\r\n", Slowly)) { IsAmbiguous = true },
        new(2, "endless header lines", "response_headers_too_large", RawPeer.Repeats(Accepted, "X-Next: 1\r\n")),
        new(3, "one header of 1 MB", "response_headers_too_large", RawPeer.Answers($"{Accepted}X-Large: {new string('a', 1_000_000)}\r\n\r\n")),
        new(4, "100,000 headers", "response_headers_too_large", RawPeer.Answers(Accepted + string.Concat(Enumerable.Repeat("X-Small: 1\r\n", 100_000)) + "\r\n")),
        new(5, "a reason phrase of 1 MB", "response_headers_too_large", RawPeer.Answers($"HTTP/1.1 200 {new string('a', 1_000_000)}\r\n\r\n")),

        // .NET counts the heads of all answers to one request together, and says no more than that they are too long.
        new(13, "103 without end", "response_headers_too_large", RawPeer.Repeats("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")),
        new(14, "103 three times, then 200", "delivered", RawPeer.Answers(string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 3)) + Accepted + "Content-Length: 0\r\n\r\n")),
        new(15, "100 that nobody asked for, then 200", "delivered", RawPeer.Answers($"HTTP/1.1 100 Continue\r\n\r\n{Accepted}Content-Length: 0\r\n\r\n")),
        new(16, "101, then a stream without end", "http_101", RawPeer.Repeats("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "frame", Slowly)),
        .. NoHttp(),
        .. OddButUsable(),
    ];

    private static IEnumerable<Fault> NoHttp()
    {
        foreach (var line in new[] { "HTTP/1.1 abc OK", "HTTP/1.1 99 OK", "HTTP/1.1 1000 OK", "ICY 200 OK", "HTTP/9.9 200 OK", "SSH-2.0-OpenSSH_9.2p1" })
        {
            yield return new(34, line, "protocol_error", RawPeer.Answers($"{line}\r\n\r\n"));
        }

        // An end before the first line is complete is an end: .NET does not say what came before it.
        yield return new(35, "a body without a head", "connection_reset", RawPeer.Answers("hello")) { IsAmbiguous = true };
        yield return new(35, "binary noise", "connection_reset", RawPeer.Answers([0, 1, 2, 0xFF, 0xFE, 0x80, 0x16, 3])) { IsAmbiguous = true };
        yield return new(35, "binary noise with a line feed", "protocol_error", RawPeer.Answers([0, 1, 2, 0xFF, 10, 13, 10, 13, 10, 13, 10]));
        yield return new(36, "status 000", "protocol_error", RawPeer.Answers("HTTP/1.1 000 OK\r\nContent-Length: 0\r\n\r\n"));
        yield return new(36, "status 042", "protocol_error", RawPeer.Answers("HTTP/1.1 042 OK\r\nContent-Length: 0\r\n\r\n"));
        yield return new(44, "a header without a colon", "protocol_error", RawPeer.Answers("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"));
    }

    private static IEnumerable<Fault> OddButUsable()
    {
        yield return new(38, "HTTP/1.0, ended by the close", "delivered", RawPeer.Answers("HTTP/1.0 200 OK\r\n\r\nhello"));
        yield return new(45, "bare line feeds", "delivered", RawPeer.Answers("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"));
        yield return new(45, "a folded header", "delivered", RawPeer.Answers("HTTP/1.1 200 OK\r\nX-A: 1\r\n  2\r\nContent-Length: 2\r\n\r\nok"));
        yield return new(45, "NUL in a header", "delivered", RawPeer.Answers("HTTP/1.1 200 OK\r\nX-A: 1\02\r\nContent-Length: 2\r\n\r\nok"));
        yield return new(45, "a blank before the colon", "delivered", RawPeer.Answers("HTTP/1.1 200 OK\r\nX-A : 1\r\nContent-Length: 2\r\n\r\nok"));
    }
}
