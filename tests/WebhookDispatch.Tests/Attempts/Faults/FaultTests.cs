using System.Reflection;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Retries;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Every row of the table of faults, on real sockets: its word, its time, its memory, and what follows.</summary>
[Collection(nameof(Alone))]
public sealed class FaultTests(FaultTests.Sender sender) : IClassFixture<FaultTests.Sender>
{
    private const int Runs = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(250);
    private static readonly Fault[] All = [.. HeadFaults.All, .. BodyFaults.All, .. ConnectionFaults.All, .. StatusFaults.All];

    // A payload that is missing: DurabilityTests of SQLite and QueueTests of PostgreSQL take it away.
    private static readonly int[] Elsewhere = [64];

    public static TheoryData<string> Names => [.. All.Select(fault => fault.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fault_has_its_word_within_the_deadline_and_within_bounded_memory(string name)
    {
        var fault = All.Single(candidate => candidate.ToString() == name);
        await using var server = new RawServer(fault.Peer);
        var url = server.Url;
        var runs = new List<Run>();

        // A busy machine only ever makes a run longer and larger: the word must be right each time, the bounds once.
        do
        {
            runs.Add(await sender.RunAsync(url, fault.PayloadBytes));
        }
        while (runs.Count < Runs && !(runs.Any(IsInTime) && runs.Any(run => IsSmall(run, fault))));

        Assert.All(runs, run => Assert.Contains(run.Attempt.Outcome, new[] { fault.Outcome, fault.OrOutcome }));
        Assert.All(runs, run => Assert.True(fault.OrOutcome is not null || run.Attempt.IsAmbiguous == fault.IsAmbiguous));
        Assert.Contains(runs, IsInTime);
        Assert.True(runs.Any(run => IsSmall(run, fault)), $"allocated {string.Join(", ", runs.Select(run => run.Allocated))} bytes");
        Assert.All(runs, run => Assert.Equal(Follows(fault), SchedulePolicy.Decide(run.Attempt, ScheduleRules.For(new ScheduleOptions(), EndpointOverrides.None), 0).Verdict));
        Assert.Equal(runs.Count, server.Accepted);
    }

    [Fact]
    public void Every_row_of_the_table_is_covered()
    {
        var marked = typeof(FaultTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => method.GetCustomAttribute<FaultRowAttribute>()?.Rows ?? []);

        Assert.Equal(Enumerable.Range(1, 65), All.Select(fault => fault.Row).Concat(marked).Concat(Elsewhere).Distinct().Order());
    }

    private static bool IsInTime(Run run) => run.Attempt.Duration <= Deadline + Tolerance;

    private static bool IsSmall(Run run, Fault fault) => run.Allocated <= (256 * 1024) + fault.PayloadBytes;

    private static RetryVerdict Follows(Fault fault) => fault.Outcome switch
    {
        "delivered" => RetryVerdict.Delivered,
        "http_410" => RetryVerdict.Dead,
        _ => RetryVerdict.Retry,
    };

    internal readonly record struct Run(DeliveryAttempt Attempt, long Allocated);

    /// <summary>One sender for all rows, warmed up, so that what a first attempt allocates is not charged to a fault.</summary>
    public sealed class Sender : IAsyncLifetime
    {
        private readonly SenderHost _host = new(options =>
        {
            options.Sending.AttemptTimeout = Deadline;
            options.Sending.ConnectTimeout = Deadline;
            options.Sending.MaxPayloadBytes = 16 * 1024 * 1024;
            options.Retries.MaxRetries = 0;
            options.CircuitBreaker.ConsecutiveFailures = 1000;
            options.CircuitBreaker.MinimumThroughput = 100_000;
        });

        public async ValueTask InitializeAsync()
        {
            await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok");
            await RunAsync(server.Url, 100);
            await RunAsync(server.Url, 100);
        }

        public ValueTask DisposeAsync() => _host.DisposeAsync();

        internal async Task<Run> RunAsync(Uri url, int payloadBytes)
        {
            var endpoint = Some.Endpoint(url);
            var webhookEvent = WebhookEvent.FromBytes("payment.completed", new byte[payloadBytes]);
            var before = GC.GetTotalAllocatedBytes();
            var result = await _host.Sender.SendAsync(endpoint, webhookEvent, TestContext.Current.CancellationToken);
            return new Run(Assert.Single(result.Attempts), GC.GetTotalAllocatedBytes() - before);
        }
    }
}
