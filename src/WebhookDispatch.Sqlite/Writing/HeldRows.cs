namespace WebhookDispatch.Sqlite.Writing;

/// <summary>
/// The rows of the queue that are held, as this process has written them: nearly every settlement is of one, and finding it in
/// the file would be a fifth of the statements of a delivery. A row that is not here may still be in the queue.
/// </summary>
internal sealed class HeldRows
{
    private readonly Dictionary<long, QueueRow> _rows = [];

    internal QueueRow? Find(long delivery) => _rows.TryGetValue(delivery, out var row) ? row : null;

    /// <summary>Follows a row that is written.</summary>
    internal void Note(in QueueRow row)
    {
        if (row.LeaseToken is null)
        {
            _rows.Remove(row.Delivery);
        }
        else
        {
            _rows[row.Delivery] = row;
        }
    }

    internal void Forget(long delivery) => _rows.Remove(delivery);
}
