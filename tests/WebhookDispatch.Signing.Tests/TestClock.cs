namespace WebhookDispatch.Signing.Tests;

internal sealed class TestClock(long unixSeconds, int milliseconds = 0) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(unixSeconds).AddMilliseconds(milliseconds);
}
