using System.Text;

namespace WebhookDispatch.Tests.Fuzzing;

/// <summary>Makes texts that are almost right, the same ones again from the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private const int MaxLength = 4096;

    private static readonly string[] Tokens =
    [
        "\0", "\r", "\n", "\r\n", "\t", " ", "\u00a0", "\u200b", "\u202e", "\u3002", "\uff0e", "\u2488", "\ufffd", "\ud800", "\udc00", "\u00df", "\u0130", "\u017f",
        "/", "\\", "//", "@", ":", "::", "#", "?", "%", "%00", "%2f", "[", "]", "-", "--", ".", "..", "*", "{", "}", "\"", "\\u0000", "\\ud800",
        "0", "00", "0x7f", "0177", "127.1", "127.0.0.1", "169.254.169.254", "2130706433", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fe80::1%1",
        "localhost", "LOCALHOST.", "xn--", "xn--localhost-", "metadata.google.internal", ".internal", ".svc", "http", "https", "https://", "user:pass@", ":443", ":65536", ":-1", ":0443",
        "99999999999999999999", "-5", "1e3", "true", "null", "[]", "{}", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Retry-After: ",
    ];

    // Fixed by its seed, so that a failure can be repeated; the seed of a run is printed with it.
    private readonly Random _random = new(seed);

    internal string Mutate(string text)
    {
        var mutated = new StringBuilder(text);
        for (var edits = _random.Next(1, 6); edits > 0; edits--)
        {
            Edit(mutated);
        }

        return mutated.Length <= MaxLength ? mutated.ToString() : mutated.ToString(0, MaxLength);
    }

    internal T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private void Edit(StringBuilder text)
    {
        var at = _random.Next(text.Length + 1);
        var length = _random.Next(Math.Min(8, text.Length - at) + 1);
        switch (_random.Next(5))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, (char)_random.Next(_random.Next(2) == 0 ? 0x80 : 0x10000));
                break;
            case 2:
                text.Insert(at, text.ToString(at, length));
                break;
            case 3:
                text.Remove(at, length).Insert(at, Pick(Tokens));
                break;
            default:
                text.Insert(at, Pick(Tokens));
                break;
        }
    }
}
