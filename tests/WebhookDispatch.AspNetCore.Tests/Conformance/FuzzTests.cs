using System.Globalization;
using System.Text;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Tests.Conformance;

/// <summary>
/// Changed requests without number, over real sockets: none is taken, and nothing fails for them. Short here; for a minute with
/// <c>WEBHOOKDISPATCH_FUZZ_SECONDS=60</c>.
/// </summary>
public sealed class FuzzTests
{
    private const int Seed = 20260102;
    private const int ShortRounds = 200;
    private const int LongestBody = 10_000;
    private const string Body = """{"id":"evt_1","type":"invoice.paid","timestamp":"2026-01-02T03:04:05Z","data":{"number":"2026-042","amount":4200,"lines":[1,2,3]}}""";

    private static readonly WebhookSecret Text = WebhookSecret.FromText("a text");

    private static TimeSpan? Time =>
        int.TryParse(Environment.GetEnvironmentVariable("WEBHOOKDISPATCH_FUZZ_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    [Theory]
    [InlineData("standard", "webhook-id webhook-timestamp webhook-signature")]
    [InlineData("svix", "svix-id svix-timestamp svix-signature")]
    [InlineData("github", "X-Hub-Signature-256")]
    [InlineData("stripe", "Stripe-Signature")]
    [InlineData("slack", "X-Slack-Request-Timestamp X-Slack-Signature")]
    public async Task No_changed_request_is_taken(string name, string headers)
    {
        Assert.True(WebhookScheme.TryGet(name, out var scheme));
        var secret = scheme.IsKeyedByText ? Text : SignedRequest.Secret;
        var good = SignedRequest.Of(scheme, Encoding.UTF8.GetBytes(Body), secret: secret);
        var taken = 0;
        await using var host = await StartAsync(scheme, secret, _ => taken++);
        using var accepted = await host.SendAsync(good);
        Assert.Equal((System.Net.HttpStatusCode.OK, 1), (accepted.StatusCode, taken));

        var signed = headers.Split(' ');
        await RunAsync(host, random =>
        {
            var changed = Mutation.Of(good, signed, random);
            return RawConnection.Head(changed.Headers) + $"Content-Length: {changed.Body.Length}\r\n\r\n" + Encoding.Latin1.GetString(changed.Body);
        }, answer => Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer));

        Assert.Equal(1, taken);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Whatever_is_written_to_the_socket_the_handler_sees_only_what_was_signed()
    {
        var good = SignedRequest.Of(Body);
        var seen = new HashSet<(string, string)>();
        await using var host = await StartAsync(WebhookScheme.Standard, SignedRequest.Secret, webhook => seen.Add(webhook));
        var text = RawConnection.Head(good.Headers) + $"Content-Length: {good.Body.Length}\r\n\r\n{Body}";

        // Whatever was cut off, this completes it, so that the server has nothing to wait for.
        var end = "\r\n\r\n" + new string('x', LongestBody);

        await RunAsync(host, random => Mutation.OfText(text, random) + end, answer => Assert.DoesNotMatch("^HTTP/1.1 50[0-4] ", answer));

        Assert.Subset(new HashSet<(string, string)> { ("evt_1", Body) }, seen);
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static async Task RunAsync(ReceiverHost host, Func<Random, string> make, Action<string> judge)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var round = 0; Time is { } time ? TimeProvider.System.GetElapsedTime(begun) < time : round < ShortRounds; round++)
        {
            var text = make(new Random(Seed + round));
            using var connection = RawConnection.To(host);
            await connection.SendAsync(text);
            var answer = await connection.ReadHeadAsync();
            try
            {
                judge(answer);
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                throw new InvalidOperationException($"Round {round}: '{answer.Split('\r')[0]}' for\n{text}", exception);
            }
        }
    }

    private static Task<ReceiverHost> StartAsync(WebhookScheme scheme, WebhookSecret secret, Action<(string Id, string Body)> take) =>
        ReceiverHost.StartAsync(hooks =>
        {
            hooks.Options.MaxBodyBytes = LongestBody;
            hooks.Verify(scheme, secret).OnOther(webhook =>
            {
                take((webhook.Id, Encoding.UTF8.GetString(webhook.Body.Span)));
                return Task.CompletedTask;
            });
        });
}
