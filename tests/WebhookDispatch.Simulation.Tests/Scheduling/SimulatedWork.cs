namespace WebhookDispatch.Simulation.Tests.Scheduling;

/// <summary>What the core hands to the thread pool becomes one more step of the process that hands it over.</summary>
internal static class SimulatedWork
{
    internal static async Task<T> Run<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Task<T>? begun = null;
        await Run(() => begun = work(), cancellationToken);
        return await begun!;
    }

    internal static Task Run(Func<Task> work, CancellationToken cancellationToken)
    {
        var begun = new TaskCompletionSource<Task>();
        Here.Post(_ => begun.SetResult(cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : work()), null);
        return begun.Task.Unwrap();
    }

    internal static bool Queue<T>(Action<T> work, T state, bool preferLocal)
    {
        _ = preferLocal;
        Here.Post(_ => work(state), null);
        return true;
    }

    /// <summary>In place of <see cref="CancellationTokenSource.CancelAsync"/>, which calls back from the thread pool.</summary>
    internal static async Task CancelHere(this CancellationTokenSource source)
    {
        await Run(
            () =>
            {
                source.Cancel();
                return Task.CompletedTask;
            },
            CancellationToken.None);
    }

    private static Life Here => (Life)SynchronizationContext.Current!;
}
