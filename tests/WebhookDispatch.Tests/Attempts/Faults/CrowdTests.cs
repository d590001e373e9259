using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;
using WebhookDispatch.Tests.Fuzzing;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Many ill receivers at once. The full numbers run with the environment variable <c>WEBHOOKDISPATCH_FULL</c>.</summary>
[Collection(nameof(Alone))]
public sealed class CrowdTests
{
    private const int Probes = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connections_that_trickle_leave_healthy_endpoints_alone()
    {
        var crowd = FuzzTime.IsFull ? 2000 : 200;
        var arrived = new CountdownEvent(crowd);
        var allThere = new TaskCompletionSource();
        var trickle = RawPeer.Repeats("HTTP/1.1 200 OK\r\n", "X-Next: 1\r\n", TimeSpan.FromSeconds(1));
        await using var server = new RawServer(async (socket, stream, token) =>
        {
            if (arrived.Signal())
            {
                allThere.SetResult();
            }

            await trickle(socket, stream, token);
        });
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = Host();
        var alone = await MedianAsync(host, receiver);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var end = new CancellationTokenSource();

        var held = Enumerable.Range(0, crowd).Select(i => host.Sender.SendAsync(Some.Endpoint(server.Url, $"ill{i}"), Some.Event(), end.Token).AsTask()).ToList();
        await allThere.Task.WaitAsync(Patience.Token);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        var beside = await MedianAsync(host, receiver);

        // Both ends of every connection are in this process, and so is the machinery of the server.
        Assert.True(grown < crowd * 128L * 1024, $"{grown} bytes for {crowd} connections");
        Assert.True(beside < (alone * 3) + TimeSpan.FromMilliseconds(20), $"{beside} beside the crowd, {alone} alone");
        Assert.DoesNotContain(held, sending => sending.IsCompleted);
        await end.CancelAsync();
        Assert.All(await Task.WhenAll(held.Select(sending => sending.ContinueWith(ended => ended.IsCanceled, TaskScheduler.Default))), Assert.True);
    }

    [Fact]
    public async Task Bodies_without_end_are_let_go_and_leave_healthy_endpoints_alone()
    {
        var crowd = FuzzTime.IsFull ? 200 : 40;
        await using var server = new RawServer(RawPeer.Repeats("HTTP/1.1 200 OK\r\n\r\n", new string('a', 64 * 1024)));
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = Host();
        var alone = await MedianAsync(host, receiver);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var sending = Enumerable.Range(0, crowd).Select(i => host.Sender.SendAsync(Some.Endpoint(server.Url, $"ill{i}"), Some.Event(), Token).AsTask()).ToList();
        var beside = await MedianAsync(host, receiver);
        var results = await Task.WhenAll(sending);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.All(results, result => Assert.Equal((true, 16 * 1024), (Assert.Single(result.Attempts).ResponseTruncated, Assert.Single(result.Attempts).ResponseExcerpt!.Length)));
        Assert.True(grown < 16 * 1024 * 1024, $"{grown} bytes are held for {crowd} bodies");
        Assert.True(beside < (alone * 10) + TimeSpan.FromMilliseconds(50), $"{beside} beside the crowd, {alone} alone");
    }

    private static SenderHost Host() => new(options =>
    {
        options.Retries.MaxRetries = 0;
        options.Sending.AttemptTimeout = TimeSpan.FromMinutes(1);
    });

    private static async Task<TimeSpan> MedianAsync(SenderHost host, RecordingReceiver receiver)
    {
        var durations = new List<TimeSpan>();
        for (var i = 0; i < Probes; i++)
        {
            var attempt = Assert.Single((await host.Sender.SendAsync(Some.Endpoint(receiver, "healthy"), Some.Event(), Token)).Attempts);
            Assert.Equal(AttemptFailure.None, attempt.Failure);
            durations.Add(attempt.Duration);
        }

        return durations.Order().ElementAt(Probes / 2);
    }
}
