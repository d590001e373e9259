using System.Runtime.CompilerServices;
using CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookDispatch;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;

namespace ConsoleSender;

/// <summary><c>send</c>: delivers events now, in this process, with retries.</summary>
internal static class SendCommand
{
    // After Ctrl+C no event is begun. One that is being sent may end: cut off, nobody would know whether it arrived.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(SendArguments arguments, CancellationToken stopping)
    {
        var dispatch = new ServiceCollection()
            .AddWebhookDispatch(options => Configure(options, arguments))
            .AddEndpoint(arguments.Endpoint);
        if (!arguments.Json)
        {
            dispatch.AddObserver<AttemptLines>();
        }

        await using var services = dispatch.Services.BuildServiceProvider();
        var sender = CreateSender(services);
        if (arguments.MadeSecret is { } secret)
        {
            Console.Error.WriteLine($"No --secret was given. Signed with {secret.Reveal()}, made for this run: give it to the receiver to verify with.");
        }

        var tally = new Tally();
        using var abandon = new CancellationTokenSource();
        using var grace = stopping.Register(() =>
        {
            Console.Error.WriteLine($"Stopping: what is being sent has {Grace.TotalSeconds} s to end.");
            abandon.CancelAfter(Grace);
        });
        try
        {
            await Parallel.ForEachAsync(
                TurnsAsync(arguments, stopping),
                new ParallelOptions { MaxDegreeOfParallelism = arguments.Concurrency, CancellationToken = stopping },
                async (_, _) => await SendAsync(sender, arguments, tally, abandon.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Ctrl+C: what was delivered until then is in the summary.
        }
        catch (PayloadTooLargeException exception)
        {
            throw new BadArgumentException($"--data: {exception.Message}");
        }

        Console.Error.WriteLine(tally);
        return tally.AreDelivered(arguments.Count) ? 0 : 1;
    }

    private static void Configure(WebhookDispatchOptions options, SendArguments arguments)
    {
        options.Egress.AllowLoopback = arguments.AllowLoopback;
        options.Retries.MaxRetries = arguments.Retries ?? options.Retries.MaxRetries;
        options.Retries.BaseDelay = arguments.BaseDelay ?? options.Retries.BaseDelay;
        options.Retries.MaxDelay = Longer(options.Retries.MaxDelay, options.Retries.BaseDelay);
        options.Sending.AttemptTimeout = arguments.Timeout ?? options.Sending.AttemptTimeout;
        options.Sending.ConnectTimeout = Shorter(options.Sending.ConnectTimeout, options.Sending.AttemptTimeout);

        // By default 5 failures in a row open the circuit. Here every event that is under way may use all its retries before it opens.
        var attemptsUnderWay = Math.Min((options.Retries.MaxRetries + 1) * arguments.Concurrency, 1000);
        options.CircuitBreaker.ConsecutiveFailures = Math.Max(options.CircuitBreaker.ConsecutiveFailures, attemptsUnderWay);
        options.CircuitBreaker.MinimumThroughput = Math.Max(options.CircuitBreaker.MinimumThroughput, attemptsUnderWay);
    }

    // The endpoint and the options are checked when the sender is made: before anything is sent.
    private static IWebhookSender CreateSender(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IWebhookSender>();
        }
        catch (InvalidEndpointException exception)
        {
            throw new BadArgumentException(string.Join(Environment.NewLine, exception.Errors));
        }
        catch (OptionsValidationException exception)
        {
            throw new BadArgumentException(string.Join(Environment.NewLine, exception.Failures));
        }
    }

    private static async IAsyncEnumerable<int> TurnsAsync(SendArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = arguments.Every is { } interval ? new PeriodicTimer(interval) : null;
        for (var turn = 1; turn <= (arguments.Count ?? int.MaxValue); turn++)
        {
            if (turn > 1 && timer is not null)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
            }

            yield return turn;
        }
    }

    private static async Task SendAsync(IWebhookSender sender, SendArguments arguments, Tally tally, CancellationToken cancellationToken)
    {
        try
        {
            var result = await sender.SendAsync(arguments.Endpoint.Id, arguments.CreateEvent(), cancellationToken);
            tally.Count(result.Delivered);
            var report = EventReport.Of(result);
            Console.WriteLine(arguments.Json ? report.ToJson() : report.ToString());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            tally.CountInterrupted();
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
