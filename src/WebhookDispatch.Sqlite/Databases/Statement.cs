using System.Text;
using SQLitePCL;

namespace WebhookDispatch.Sqlite.Databases;

/// <summary>A prepared statement, used again and again on the one thread that uses its connection. Columns count from 0, parameters from 1.</summary>
internal sealed class Statement(sqlite3 connection, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 128;

    // SQLITE_STMTSTATUS_RUN, which the binding does not name.
    private const int RunCounter = 6;

    private readonly BoundValues _bound = new();

    // New statements are reset, and so are those that ran to their end.
    private bool _isUnderWay;

    internal Statement Bind(int parameter, long value) =>
        _bound.Takes(parameter, value) ? Check(raw.sqlite3_bind_int64(handle, parameter, value)) : this;

    internal Statement Bind(int parameter, long? value) => value is { } given ? Bind(parameter, given) : BindNull(parameter);

    internal Statement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    internal Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        _bound.Forget(parameter);
        return Check(raw.sqlite3_bind_blob(handle, parameter, value));
    }

    internal Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        if (!_bound.Takes(parameter, value))
        {
            return this;
        }

        // An empty span has no address, which SQLite would take for NULL; a long text is worth its array.
        if (value.Length is 0 or > OnStack)
        {
            return Check(value.Length == 0
                ? raw.sqlite3_bind_text(handle, parameter, value)
                : raw.sqlite3_bind_text(handle, parameter, Encoding.UTF8.GetBytes(value)));
        }

        Span<byte> utf8 = stackalloc byte[OnStack * 3];
        return Check(raw.sqlite3_bind_text(handle, parameter, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one; after the last the statement is reset.</returns>
    internal bool Step()
    {
        _isUnderWay = true;
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        var failure = result == raw.SQLITE_DONE ? null : SqliteFailure.From(connection, result);
        Reset();
        return failure is null ? false : throw failure;
    }

    internal void Run()
    {
        while (Step())
        {
        }
    }

    internal void Reset()
    {
        if (_isUnderWay)
        {
            _isUnderWay = false;
            _ = raw.sqlite3_reset(handle);
        }
    }

    internal bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    internal long Long(int column) => raw.sqlite3_column_int64(handle, column);

    internal int Int(int column) => raw.sqlite3_column_int(handle, column);

    internal bool Bool(int column) => Int(column) != 0;

    internal long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    internal int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    // As bytes, because the binding's own text stops at the first NUL character.
    internal string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a column, valid until the next step.</summary>
    internal ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>
    /// How many steps of SQLite's virtual machine it has run since it was prepared: the work of a statement in a unit that is the same
    /// on every machine, by which tests hold that a claim costs what it yields and not what waits.
    /// </summary>
    internal long MachineSteps => raw.sqlite3_stmt_status(handle, raw.SQLITE_STMTSTATUS_VM_STEP, 0);

    /// <summary>How often it has been run since it was prepared.</summary>
    internal long Runs => raw.sqlite3_stmt_status(handle, RunCounter, 0);

    public void Dispose() => handle.Dispose();

    private Statement BindNull(int parameter) => _bound.TakesNull(parameter) ? Check(raw.sqlite3_bind_null(handle, parameter)) : this;

    private Statement Check(int result)
    {
        if (result == raw.SQLITE_OK)
        {
            return this;
        }

        // The parameter holds what it held before.
        _bound.ForgetAll();
        throw SqliteFailure.From(connection, result);
    }
}
