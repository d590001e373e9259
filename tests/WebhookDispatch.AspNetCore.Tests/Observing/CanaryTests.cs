using System.Text;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Observing;

/// <summary>Plants marks in secrets, bodies, headers and queries, goes every way a request can go, and looks for the marks in all that is told.</summary>
public sealed class CanaryTests
{
    private const string Mark = "canary4711";
    private static readonly WebhookSecret Secret = WebhookSecret.Parse("whsec_canary4711canary4711canary4711AAAAAA");

    [Fact]
    public async Task No_secret_signature_body_header_or_query_shows_in_logs_metrics_or_traces()
    {
        using var traces = new RecordedTraces(nameof(CanaryTests));
        await using var host = await ReceiverHost.StartAsync(hooks => hooks
            .Named(nameof(CanaryTests))
            .Verify(WebhookScheme.Standard, Secret)
            .On("done", _ => Task.CompletedTask)
            .On("throws", Task (_) => throw new InvalidOperationException("away"))
            .OnData("model", (_, _) => Task.CompletedTask, ModelsJson.Default.Invoice));
        using var measured = new RecordedMeasurements(host.Services);
        SignedRequest[] requests =
        [
            Signed("done"), Signed("throws"), Signed("unknown"), Signed("model"), Signed("done").With("webhook-id", Mark), Signed("done").Without("webhook-timestamp"),
            Signed("done").With("webhook-signature", Mark), Signed("done").With("webhook-signature", $"v1,{Mark}"), SignedRequest.Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes(Mark), secret: Secret),
            Signed("done").With("Content-Encoding", Mark), Signed("done") with { Body = Encoding.UTF8.GetBytes(Mark) },
        ];

        foreach (var request in requests)
        {
            using var answer = await host.SendAsync(request.With("X-Api-Key", Mark), $"/hooks?key={Mark}");
            Assert.DoesNotContain(Mark, await answer.Content.ReadAsStringAsync(Patience.Token), StringComparison.OrdinalIgnoreCase);
        }

        // Kestrel's own lines name the URL it was asked for, and are not ours to shorten.
        var shown = host.Logs.Lines.Where(line => line.Category.StartsWith("WebhookDispatch", StringComparison.Ordinal)).Select(line => line.ToString())
            .Concat(measured.All.Select(measurement => measurement.ToString()))
            .Concat(traces.Ended.Select(activity => $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)}"))
            .ToList();
        Assert.Superset(new HashSet<int> { 4001, 4002, 4005, 4006 }, host.Logs.Lines.Select(line => line.Id).ToHashSet());
        Assert.NotEmpty(traces.Ended);
        Assert.NotEmpty(measured.All);
        foreach (var secret in requests.Select(request => request.Headers.FirstOrDefault(header => header.Key == "webhook-signature").Value).OfType<string>().Append(Mark))
        {
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static SignedRequest Signed(string type) =>
        SignedRequest.Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes($$$"""{"type":"{{{type}}}","data":{"number":"{{{Mark}}}","amount":"{{{Mark}}}"}}"""), secret: Secret);
}
