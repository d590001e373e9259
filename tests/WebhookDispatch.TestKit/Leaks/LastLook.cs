namespace WebhookDispatch.TestKit.Leaks;

/// <summary>Looks once more when all tests have ended: at what hosts said while they were closed.</summary>
public sealed class LastLook : IDisposable
{
    public void Dispose() => LeakWatch.OfThisRun.ThrowIfLeaked();
}
