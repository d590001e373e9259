namespace WebhookDispatch.Sqlite.Databases;

/// <summary>
/// What the parameters of a statement hold. A reset keeps them (sqlite.org/c3ref/reset.html), and more than half of what a
/// delivery binds is what the one before it bound: the same tenant, instant, status, zero or nothing. Binding it again would be
/// 24 calls into SQLite for each delivery.
/// </summary>
internal sealed class BoundValues
{
    private static readonly object Number = new();
    private static readonly object Null = new();

    private object?[] _held = [];
    private long[] _numbers = [];

    /// <summary>Whether the number has to be bound: the parameter holds something else.</summary>
    internal bool Takes(int parameter, long value)
    {
        if (Replace(parameter, Number) || _numbers[parameter] != value)
        {
            _numbers[parameter] = value;
            return true;
        }

        return false;
    }

    /// <summary>Whether the text has to be bound. Compared as an object: reading both to their end would cost what it saves.</summary>
    internal bool Takes(int parameter, string value) => Replace(parameter, value);

    /// <summary>Whether NULL has to be bound.</summary>
    internal bool TakesNull(int parameter) => Replace(parameter, Null);

    /// <summary>Something is bound that is not remembered.</summary>
    internal void Forget(int parameter) => Replace(parameter, null);

    internal void ForgetAll() => Array.Clear(_held);

    private bool Replace(int parameter, object? value)
    {
        if (parameter >= _held.Length)
        {
            Array.Resize(ref _held, parameter + 8);
            Array.Resize(ref _numbers, parameter + 8);
        }

        var replaces = !ReferenceEquals(_held[parameter], value);
        _held[parameter] = value;
        return replaces;
    }
}
