using WebhookDispatch.Maintenance;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Dispatching;

public sealed class EndpointHealthTests : IDisposable
{
    private readonly PoolUnderTest _some = new();
    private readonly AutoDisableOptions _options = new();
    private readonly EndpointHealth _health;

    public EndpointHealthTests() => _health = new EndpointHealth(_options, _some.Clock);

    public void Dispose() => _some.Dispose();

    [Fact]
    public void An_endpoint_without_a_success_for_days_is_to_be_disabled()
    {
        FailDaily("a", days: 5);

        Assert.Equal(["a"], Disabled());
    }

    [Fact]
    [Covers(typeof(AutoDisableOptions), nameof(AutoDisableOptions.NoSuccessFor))]
    public void It_is_not_before_its_time_and_never_when_that_is_off()
    {
        FailDaily("a", days: 4);
        Assert.Empty(Disabled());

        _options.NoSuccessFor = TimeSpan.FromDays(3);
        Assert.Equal(["a"], Disabled());

        _options.NoSuccessFor = TimeSpan.Zero;
        Assert.Empty(Disabled());
    }

    [Fact]
    [Covers(typeof(AutoDisableOptions), nameof(AutoDisableOptions.MinFailedDeliveries))]
    public void It_is_not_for_too_few_failures()
    {
        FailDaily("a", days: 5);
        _options.MinFailedDeliveries = 1000;

        Assert.Empty(Disabled());
    }

    [Fact]
    [Covers(typeof(AutoDisableOptions), nameof(AutoDisableOptions.MinSpread))]
    public void It_is_not_for_one_burst()
    {
        for (var i = 0; i < 20; i++)
        {
            _health.Failed(_some.Delivery("a"));
        }

        _some.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Empty(Disabled());

        _options.MinSpread = TimeSpan.Zero;
        Assert.Equal(["a"], Disabled());
    }

    [Fact]
    public void A_success_begins_the_count_anew()
    {
        FailDaily("a", days: 5);
        _health.Succeeded("a");

        Assert.Empty(Disabled());
    }

    [Fact]
    public void A_retry_does_not_count_a_delivery_again()
    {
        FailDaily("a", days: 5, attempts: 1);

        Assert.Empty(Disabled());
    }

    [Fact]
    public void While_everything_fails_the_clocks_stand_still()
    {
        for (var minute = 0; minute < 6 * 24 * 60; minute += 60)
        {
            _health.Failed(_some.Delivery("a"));
            _health.Failed(_some.Delivery("b"));
            _some.Clock.Advance(TimeSpan.FromHours(1));
            Assert.Empty(Disabled());
        }
    }

    private IReadOnlyList<string> Disabled()
    {
        _ = _health.EndRound();
        return _health.Overdue;
    }

    private void FailDaily(string endpointId, int days, int attempts = 0)
    {
        for (var hour = 0; hour <= days * 24; hour++)
        {
            _health.Failed(_some.Delivery(endpointId, attempts));
            _health.Succeeded("healthy");
            _some.Clock.Advance(TimeSpan.FromHours(hour == days * 24 ? 0 : 1));
            if (hour < days * 24)
            {
                _ = _health.EndRound();
            }
        }
    }
}
