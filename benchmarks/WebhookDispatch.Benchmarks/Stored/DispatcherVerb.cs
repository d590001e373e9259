using System.Globalization;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>A child process that only delivers: prints how many it has delivered whenever that has changed, and ends with its standard input.</summary>
internal sealed class DispatcherVerb : IVerb
{
    internal const string Word = "dispatcher";

    public string Name => Word;

    public string Usage => "";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, ["--store", "--receiver", "--endpoints"], []);
        var receiver = new Uri(arguments.Text("--receiver"));
        var counter = new Counter();
        await using var host = await StoredHost.StartAsync(
            arguments.Text("--store"), new Audience(arguments.Integer("--endpoints", 1, 1, 10_000), i => new Uri(receiver, $"/hooks/{i}")).Endpoints, counter);
        Console.WriteLine("0");
        using var ended = new CancellationTokenSource();
        var telling = counter.TellAsync(ended.Token);
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await ended.CancelAsync();
        await telling;
        return 0;
    }

    private sealed class Counter : IWebhookObserver
    {
        private long _ended;

        public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => ValueTask.CompletedTask;

        public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) => Count();

        public ValueTask OnDeadLettered(DeadLetter deadLetter) => Count();

        public async Task TellAsync(CancellationToken ended)
        {
            var told = 0L;
            while (!ended.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (Interlocked.Read(ref _ended) is var now && now != told)
                {
                    told = now;
                    Console.WriteLine(told.ToString(CultureInfo.InvariantCulture));
                }
            }
        }

        private ValueTask Count()
        {
            Interlocked.Increment(ref _ended);
            return ValueTask.CompletedTask;
        }
    }
}
