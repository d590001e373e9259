using WebhookDispatch.TestKit;

namespace WebhookDispatch.WireMock.Tests;

internal static class ClockSteps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until something sleeps for exactly so long, then lets that time pass. Fails when nothing ever does.</summary>
    internal static async Task SleepThroughAsync(this TestClock clock, TimeSpan sleep)
    {
        try
        {
            await clock.WhenSleepingAsync(length => length == sleep).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nothing sleeps for {sleep}; waiting are: {string.Join(", ", clock.Sleeping)}.");
        }

        clock.Advance(sleep);
    }
}
