using System.IO.Compression;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Faults in the body of an answer: the status line has decided before them.</summary>
internal static class BodyFaults
{
    private const string Accepted = "HTTP/1.1 200 OK\r\n";
    private const string Chunked = $"{Accepted}Transfer-Encoding: chunked\r\n\r\n";
    private static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(100);
    private static readonly string Much = new('a', 64 * 1024);

    internal static IEnumerable<Fault> All =>
    [
        new(6, "a body without end", "delivered", RawPeer.Repeats($"{Accepted}\r\n", Much)),
        new(7, "a body of 10 GB", "delivered", RawPeer.Repeats($"{Accepted}Content-Length: 10000000000\r\n\r\n", Much)),
        new(8, "chunks without end", "delivered", RawPeer.Repeats(Chunked, $"10000\r\n{Much}\r\n")),
        new(9, "a body byte by byte", "delivered", RawPeer.Repeats($"{Accepted}\r\n", "a", Slowly)),
        new(10, "a body byte by byte after 500", "http_500", RawPeer.Repeats("HTTP/1.1 500 No\r\n\r\n", "a", Slowly)),
        new(11, "a compressed body that grows a thousandfold", "delivered", RawPeer.Answers(Bomb())),
        new(25, "an end within the body", "delivered", RawPeer.Answers($"{Accepted}Content-Length: 100\r\n\r\n0123456789")),
        new(26, "a reset within the body", "delivered", RawPeer.Resets($"{Accepted}Content-Length: 100\r\n\r\n0123456789")),
        new(27, "an end within the chunks", "delivered", RawPeer.Answers($"{Chunked}5\r\nhe")),
        new(39, "two lengths", "delivered", RawPeer.Answers($"{Accepted}Content-Length: 2\r\nContent-Length: 3\r\n\r\nhello")),
        new(40, "a negative length", "delivered", RawPeer.Answers($"{Accepted}Content-Length: -5\r\n\r\nhello")),
        new(40, "a length beyond 64 bits", "delivered", RawPeer.Answers($"{Accepted}Content-Length: 99999999999999999999\r\n\r\nhello")),
        new(41, "a length and chunks", "delivered", RawPeer.Answers($"{Accepted}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")),
        new(42, "a chunk size that is none", "delivered", RawPeer.Answers($"{Chunked}ZZ\r\nhello")),
        new(42, "a chunk size beyond 64 bits", "delivered", RawPeer.Answers($"{Chunked}FFFFFFFFFFFFFFFFF\r\nhello")),
        new(43, "a chunk extension of 64 KB", "delivered", RawPeer.Answers($"{Chunked}5;a={Much}\r\nhello\r\n0\r\n\r\n")),
        new(43, "a trailer of 1 MB", "delivered", RawPeer.Answers($"{Chunked}0\r\nX-Large: {new string('a', 1_000_000)}\r\n\r\n")),
        new(46, "204 with a body", "delivered", RawPeer.Answers("HTTP/1.1 204 No Content\r\n\r\nhello")),
        new(61, "200, and then the receiver dies", "delivered", RawPeer.Resets($"{Accepted}Content-Length: 0\r\n\r\n")),
    ];

    private static byte[] Bomb()
    {
        using var compressed = new MemoryStream();
        compressed.Write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"u8);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 64; i++)
            {
                gzip.Write(zeros);
            }
        }

        return compressed.ToArray();
    }
}
