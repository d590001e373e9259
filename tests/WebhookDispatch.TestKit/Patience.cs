namespace WebhookDispatch.TestKit;

/// <summary>How long a test waits for an event that must come, before it fails rather than hangs.</summary>
public static class Patience
{
    public static CancellationToken Token => new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token;
}
