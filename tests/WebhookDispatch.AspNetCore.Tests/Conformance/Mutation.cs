using System.Text;
using WebhookDispatch.AspNetCore.Tests.Hosting;

namespace WebhookDispatch.AspNetCore.Tests.Conformance;

/// <summary>Changes a signed request in one place that its signature covers, or in its signature, so that it must not be taken any more.</summary>
internal static class Mutation
{
    // What HTTP trims, and what parts the entries of a list, can stand in a signature header without changing what it says.
    private const string Characters = "!#$%&'*+-./:;<=>?@[]^_`{|}~0123456789ABCxyz\"\\()";

    public static SignedRequest Of(SignedRequest request, string[] signedHeaders, Random random)
    {
        var name = signedHeaders[random.Next(signedHeaders.Length)];
        return random.Next(8) switch
        {
            0 => request with { Body = Flip(request.Body, random) },
            1 => request with { Body = request.Body[..random.Next(request.Body.Length)] },
            2 => request with { Body = [.. request.Body, .. Bytes(random)] },
            3 => request with { Body = [.. Bytes(random), .. request.Body] },
            4 => request.Without(name),
            5 => request with { Headers = [.. request.Headers, new(name.ToUpperInvariant(), request.Header(name))] },
            6 => request.With(name, Replace(request.Header(name), random)),
            _ => request.With(name, Insert(request.Header(name), random)),
        };
    }

    /// <summary>Changes the text of a request anywhere, framing and request line included.</summary>
    public static string OfText(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(changed.Length);
            _ = random.Next(3) switch
            {
                0 => changed.Remove(at, 1),
                1 => changed.Insert(at, (char)random.Next(256)),
                _ => changed.Replace(changed[at], (char)random.Next(256), at, 1),
            };
        }

        return changed.ToString();
    }

    private static byte[] Flip(byte[] body, Random random)
    {
        byte[] flipped = [.. body];
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 64)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Replace(string value, Random random)
    {
        var at = random.Next(value.Length);
        char other;
        do
        {
            other = Characters[random.Next(Characters.Length)];
        }
        while (other == value[at]);
        return $"{value[..at]}{other}{value[(at + 1)..]}";
    }

    private static string Insert(string value, Random random)
    {
        var at = random.Next(value.Length + 1);
        return $"{value[..at]}{Characters[random.Next(Characters.Length)]}{value[at..]}";
    }
}
