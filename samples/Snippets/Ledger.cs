namespace Snippets;

/// <summary>Stands for what an application does with what it receives.</summary>
internal abstract class Ledger
{
    public abstract Task BookAsync(Invoice invoice, string eventId);

    public abstract Task NoteAsync(string type, ReadOnlyMemory<byte> body);

    public abstract Task<bool> KeepAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
