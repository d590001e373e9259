using System.Text;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.Signing.Tests.Vectors;

namespace WebhookDispatch.AspNetCore.Tests.Conformance;

/// <summary>The vectors of signing.json over real sockets, header lines as they are written there.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> PositiveNames => Names(VectorFile.Positive);

    public static TheoryData<string> NegativeNames => Names(VectorFile.Negative.Where(item => item.SecretTexts.All(text => text.Length > 0)));

    [Theory]
    [MemberData(nameof(PositiveNames))]
    public async Task A_published_request_is_taken(string name)
    {
        var item = VectorFile.Find(name);
        var taken = new List<byte[]>();
        await using var host = await StartAsync(item, taken);

        var head = await SendAsync(host, item);

        Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
        Assert.Equal(item.Body, Assert.Single(taken));
    }

    [Theory]
    [MemberData(nameof(NegativeNames))]
    public async Task A_bad_request_is_refused_for_its_own_reason(string name)
    {
        var item = VectorFile.Find(name);
        var taken = new List<byte[]>();
        await using var host = await StartAsync(item, taken);

        var head = await SendAsync(host, item);

        Assert.Empty(taken);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
        if (!CanTravel(item))
        {
            Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", head);
            return;
        }

        var reason = item.Reason is null ? ProviderReasons.ByName[name] : Enum.Parse<WebhookVerificationResult>(item.Reason);
        var tooLarge = reason == WebhookVerificationResult.BodyTooLarge;
        Assert.StartsWith(tooLarge ? "HTTP/1.1 413 " : "HTTP/1.1 401 ", head, StringComparison.Ordinal);
        var word = tooLarge ? "toolarge" : reason.ToString();
        var line = Assert.Single(host.Logs.Lines, line => line.Id == 4001);
        Assert.EndsWith($": {word}.", line.Text.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    // RFC 9110 §5.5: a server refuses control characters in a value, and trims the blanks around it, so that a case about those is another case.
    private static bool CanTravel(SigningCase item) => item.Headers.All(header => header.Value.All(c => c is >= ' ' and <= '~' or '\t'));

    private static bool IsTrimmed(SigningCase item) => item.Headers.Any(header => header.Value.Trim(' ', '\t') != header.Value);

    private static async Task<string> SendAsync(ReceiverHost host, SigningCase item)
    {
        using var connection = RawConnection.To(host);
        try
        {
            await connection.SendAsync(RawConnection.Head(item.Headers) + $"Content-Length: {item.Body.Length}\r\n\r\n" + Encoding.Latin1.GetString(item.Body));
        }
        catch (IOException)
        {
            // The server answered before it had read everything.
        }

        return await connection.ReadHeadAsync();
    }

    private static async Task<ReceiverHost> StartAsync(SigningCase item, List<byte[]> taken)
    {
        var host = await ReceiverHost.StartAsync(hooks => hooks.Verify(item.Scheme!, item.Secrets()).ReadType(_ => "any").On("any", webhook =>
        {
            taken.Add(webhook.Body.ToArray());
            return Task.CompletedTask;
        }));
        host.Clock.Advance(DateTimeOffset.FromUnixTimeSeconds(item.Now) - host.Clock.GetUtcNow());
        return host;
    }

    private static TheoryData<string> Names(IEnumerable<SigningCase> cases) =>
        [.. cases.Where(item => item.IsSupported && !item.IsRawHmac && !IsTrimmed(item)).Select(item => item.Name)];
}
