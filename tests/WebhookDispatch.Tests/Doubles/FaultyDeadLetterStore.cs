using WebhookDispatch.DeadLetters;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A store whose disk is full.</summary>
internal sealed class FaultyDeadLetterStore : IDeadLetterStore
{
    public ValueTask StoreAsync(DeadLetter deadLetter, CancellationToken cancellationToken) => throw new IOException("The disk is full.");

    public ValueTask<DeadLetter?> GetAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult<DeadLetter?>(null);

    public IAsyncEnumerable<DeadLetter> ListAsync(DeadLetterFilter filter, CancellationToken cancellationToken) => AsyncEnumerable.Empty<DeadLetter>();

    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
