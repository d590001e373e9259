namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>One of the ways of doing the same work that a run compares.</summary>
internal interface IParty
{
    string Name { get; }

    /// <summary>Delivers one after another for as long as <see cref="Worker.Next"/> allows. The loop is the party's, so that nothing of ours allocates inside it.</summary>
    Task DriveAsync(Worker worker);

    /// <summary>Makes beforehand what is needed for so many deliveries and is no part of what is measured.</summary>
    void Prepare(int deliveries)
    {
    }

    /// <summary>Waits until what its callers began is done. The wait is part of what is measured.</summary>
    Task FinishAsync() => Task.CompletedTask;

    /// <summary>What its store has done so far; nothing where there is none.</summary>
    Task<StoreWork> ReadWorkAsync() => Task.FromResult(default(StoreWork));
}
