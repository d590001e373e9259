namespace WebhookDispatch.Attempts;

/// <summary>
/// What is under way, in the order in which it began. Linked through its members, so that whatever ends leaves at once and nothing is
/// allocated: an attempt that stayed until it would have grown old would outlive the collector's first generation. Not for several threads.
/// </summary>
internal sealed class AgeLine<T>
    where T : class, IAged<T>
{
    private T? _youngest;

    internal T? Oldest { get; private set; }

    internal void Add(T begun)
    {
        begun.Older = _youngest;
        if (_youngest is null)
        {
            Oldest = begun;
        }
        else
        {
            _youngest.Younger = begun;
        }

        _youngest = begun;
    }

    internal void Remove(T ended)
    {
        if (ended.Older is { } older)
        {
            older.Younger = ended.Younger;
        }
        else
        {
            Oldest = ended.Younger;
        }

        if (ended.Younger is { } younger)
        {
            younger.Older = ended.Older;
        }
        else
        {
            _youngest = ended.Older;
        }

        (ended.Older, ended.Younger) = (null, null);
    }
}
