using System.Runtime.CompilerServices;

namespace WebhookDispatch.Connections;

/// <summary>
/// What a connection carries, with the one thing .NET does not tell: whether it was lost under a request after it had answered an
/// earlier one. Every reload of a receiver's proxy does that to some, as does each timeout of an idle connection that meets a request.
/// </summary>
internal sealed class UsedConnection(Stream inner) : Stream
{
    private bool _hasAnswered;
    private bool _isAsked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Heard(inner.Read(buffer, offset, count), count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? new ValueTask<int>(Heard(reading.Result, buffer.Length)) : HearAsync(reading, buffer.Length);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _isAsked = true;
        inner.Write(buffer, offset, count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isAsked = true;
        var writing = inner.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? writing : AskAsync(writing);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> HearAsync(ValueTask<int> reading, int room)
    {
        try
        {
            return Heard(await reading.ConfigureAwait(false), room);
        }
        catch (IOException exception) when (_hasAnswered && _isAsked && exception is not UsedConnectionLostException)
        {
            throw new UsedConnectionLostException(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AskAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (IOException exception) when (_hasAnswered)
        {
            throw new UsedConnectionLostException(exception);
        }
    }

    // Without room, a read only waits until there is something, or the end.
    private int Heard(int count, int room)
    {
        if (count > 0)
        {
            (_hasAnswered, _isAsked) = (true, false);
        }
        else if (room > 0 && _hasAnswered && _isAsked)
        {
            throw new UsedConnectionLostException(null);
        }

        return count;
    }
}
