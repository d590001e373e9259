using System.Net;
using System.Net.Sockets;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.AspNetCore.Tests.Inbox;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Conformance;

/// <summary>
/// The scenarios of the public harness that need a memory of what was received, by its numbers. SCN-013, a restart between attempts, is in
/// <c>WebhookDispatch.Inbox.Tests</c> and, by SIGKILL, in <c>WebhookDispatch.Journeys.Tests</c>; SCN-014 is about the harness itself.
/// </summary>
public sealed class HarnessInboxScenarioTests
{
    [Fact]
    public async Task SCN_002_and_003_copies_one_after_the_other_and_at_once_take_effect_once()
    {
        var script = new InboxScript();
        await using var host = await InboxAnswerTests.StartAsync(script);

        var first = await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}", "evt_1"));
        var second = await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}", "evt_1"));
        var together = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}", "evt_2"))));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
        Assert.Contains(HttpStatusCode.OK, together);
        Assert.Equal(["evt_1", "evt_2"], script.Effects);
    }

    [Fact]
    public async Task SCN_005_a_sender_that_gave_up_waiting_and_sends_again_has_one_effect()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var script = new InboxScript().Then(async _ =>
        {
            begun.SetResult();
            await gate.Task;
            return WebhookResult.Done;
        });
        await using var host = await InboxAnswerTests.StartAsync(script);
        using var impatience = new CancellationTokenSource();
        var timedOut = host.Client.SendAsync(SignedRequest.Of("{}").ToMessage(), impatience.Token);
        await begun.Task;
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timedOut);

        var early = await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}"));
        gate.SetResult();
        await script.NextEffectAsync();
        var patience = Patience.Token;
        HttpStatusCode late;
        do
        {
            patience.ThrowIfCancellationRequested();
            late = await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}"));
        }
        while (late == HttpStatusCode.ServiceUnavailable);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (early, late));
        Assert.Equal((1, 1), (script.Begun.Count, script.Effects.Count));
    }

    [Fact]
    public async Task SCN_006_a_sender_that_was_refused_the_connection_and_sends_again_has_one_effect()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var script = new InboxScript();
        await using var host = await InboxAnswerTests.StartAsync(script);
        var refused = SignedRequest.Of("{}").ToMessage();
        refused.RequestUri = new UriBuilder(host.Url) { Port = ((IPEndPoint)closed.LocalEndPoint!).Port, Path = "/hooks" }.Uri;

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => host.Client.SendAsync(refused, Patience.Token));
        var answer = await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}"));

        Assert.Equal((HttpRequestError.ConnectionError, HttpStatusCode.OK), (failure.HttpRequestError, answer));
        Assert.Single(script.Effects);
    }

    [Fact]
    public async Task SCN_015_an_event_that_was_handled_halfway_is_finished_by_the_next_attempt_and_then_known()
    {
        var halves = 0;
        var script = new InboxScript().Then(_ =>
        {
            halves++;
            throw new IOException("The second half failed.");
        });
        await using var host = await InboxAnswerTests.StartAsync(script);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(await InboxAnswerTests.SendAsync(host, SignedRequest.Of("{}")));
        }

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.OK, HttpStatusCode.OK], answers);
        Assert.Equal((1, 2, 1), (halves, script.Begun.Count, script.Effects.Count));
    }

    [Fact]
    public async Task SCN_016_nothing_of_body_secret_or_signature_is_in_the_log_whatever_becomes_of_the_event()
    {
        const string Card = "4111-canary-1111";
        var script = new InboxScript().Then(WebhookResult.Done).Then(_ => throw new IOException("The ledger is closed."));
        await using var host = await InboxAnswerTests.StartAsync(script);
        SignedRequest[] requests =
        [
            SignedRequest.Of($$"""{"card":"{{Card}}"}""", "evt_1"), SignedRequest.Of($$"""{"card":"{{Card}}"}""", "evt_2"),
            SignedRequest.Of($$"""{"card":"{{Card}}","other":1}""", "evt_1"), SignedRequest.Of(WebhookScheme.Standard, "{}"u8.ToArray(), "evt_3", secret: WebhookSecret.Generate()),
        ];

        var answers = new List<int>();
        foreach (var request in requests)
        {
            answers.Add((int)await InboxAnswerTests.SendAsync(host, request));
        }

        Assert.Equal([200, 500, 409, 401], answers);
        Assert.NotEmpty(host.Logs.Lines);
        foreach (var kept in requests.Select(request => request.Header("webhook-signature")).Append(Card).Append(Some.SecretText))
        {
            Assert.DoesNotContain(host.Logs.Lines, line => line.ToString()!.Contains(kept, StringComparison.Ordinal));
        }
    }
}
