using Microsoft.Extensions.Logging.Abstractions;
using WebhookDispatch.Dispatching;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

/// <summary>How long a store that has failed is left alone.</summary>
public sealed class StoreBackoffTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();
    private readonly DispatchHealth _health = new();

    [Fact]
    public async Task The_pause_doubles_to_thirty_seconds_and_no_more()
    {
        var backoff = Create();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            pauses.Add(await PassAsync(backoff));
        }

        Assert.InRange(pauses[0], TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(150));
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(TimeSpan.FromSeconds(30), pauses[^1]);
    }

    [Fact]
    public async Task It_ends_within_a_second_when_another_call_shows_that_the_store_works()
    {
        var backoff = Create();
        for (var i = 0; i < 12; i++)
        {
            await PassAsync(backoff);
        }

        Assert.Equal(Second, await PassAsync(backoff, _health.Succeeded));
    }

    [Fact]
    public async Task Where_only_other_calls_succeed_it_grows_all_the_same()
    {
        var backoff = Create();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            pauses.Add(await PassAsync(backoff, _health.Succeeded));
        }

        Assert.True(pauses[^1] >= 15 * Second, $"{pauses[^1]}");
    }

    private StoreBackoff Create() => new(_health, new FixedRandom(1), _clock, NullLogger.Instance);

    private async Task<TimeSpan> PassAsync(StoreBackoff backoff, Action? meanwhile = null)
    {
        var began = _clock.GetUtcNow();
        var waiting = backoff.WaitAsync(new IOException("The store is gone."), TestContext.Current.CancellationToken);
        meanwhile?.Invoke();
        while (!waiting.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        await waiting;
        return _clock.GetUtcNow() - began;
    }
}
