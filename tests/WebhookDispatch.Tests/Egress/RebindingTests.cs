using System.Net;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Egress;

/// <summary>Names whose answers change, through the whole sender. 127.0.0.1 stands for the public address, by an exception for it alone.</summary>
public sealed class RebindingTests
{
    private const string Accepted = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task An_answer_that_changes_between_attempts_is_decided_anew_and_the_inside_is_never_dialled()
    {
        await using var visible = new RawServer(RawPeer.Answers("HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\n"));
        await using var hidden = new RawServer(RawPeer.AnswersAll(Accepted), IPAddress.Parse("127.0.0.2"), visible.Port);
        await using var host = Host(visible.Port, new ScriptedResolver(["127.0.0.1"], ["127.0.0.2"]));

        var result = await host.Sender.SendAsync(Some.Endpoint(new Uri($"http://rebind.acme-receiver.com:{visible.Port}/")), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(["http_503", "blocked_address"], result.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal((1, 0), (visible.Accepted, hidden.Accepted));
    }

    [Fact]
    public async Task An_answer_that_changes_within_an_attempt_when_a_stale_connection_is_replaced_is_decided_anew()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var visible = new RawServer(async (socket, stream, token) =>
        {
            await RawPeer.DrainRequestAsync(stream, token);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(Accepted), token);
            socket.Close();
            closed.TrySetResult();
        });
        await using var hidden = new RawServer(RawPeer.AnswersAll(Accepted), IPAddress.Parse("127.0.0.2"), visible.Port);
        await using var host = Host(visible.Port, new ScriptedResolver(["127.0.0.1"], ["127.0.0.2"]));
        var endpoint = Some.Endpoint(new Uri($"http://rebind.acme-receiver.com:{visible.Port}/"));

        var first = await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        await closed.Task.WaitAsync(Patience.Token);
        var second = await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal(("delivered", "blocked_address"), (Assert.Single(first.Attempts).Outcome, Assert.Single(second.Attempts).Outcome));
        Assert.Equal((1, 0), (visible.Accepted, hidden.Accepted));
    }

    private static SenderHost Host(int port, INameResolver names) => new(
        options =>
        {
            options.Egress.AllowLoopback = false;
            options.Egress.AllowInsecureHttp = true;
            options.Egress.AllowedNetworks.Add($"127.0.0.1/32:{port}");
        },
        builder => builder.Services.AddSingleton(names));
}
