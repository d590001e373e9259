using System.Buffers;
using System.IO.Pipelines;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>
/// Copies a body piece by piece into one pooled buffer. It grows with what has come, not with what was announced: an announcement costs
/// its sender nothing.
/// </summary>
internal sealed class BodyCollector(int maxBytes) : IDisposable
{
    private const int FirstBytes = 4096;

    private byte[] _buffer = [];
    private int _length;

    public bool IsTooLarge { get; private set; }

    /// <returns>Whether nothing is left to read.</returns>
    public bool Take(PipeReader reader, in ReadResult result)
    {
        foreach (var piece in result.Buffer)
        {
            if (!Take(piece.Span))
            {
                break;
            }
        }

        reader.AdvanceTo(result.Buffer.End);
        return IsTooLarge || result.IsCompleted;
    }

    /// <returns>Whether it still fits the limit.</returns>
    public bool Take(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > maxBytes - _length)
        {
            IsTooLarge = true;
            return false;
        }

        Grow(_length + piece.Length);
        piece.CopyTo(_buffer.AsSpan(_length));
        _length += piece.Length;
        return true;
    }

    /// <summary>Hands the buffer over.</summary>
    public RequestBody Detach()
    {
        var body = new RequestBody(_buffer, _length);
        (_buffer, _length) = ([], 0);
        return body;
    }

    public void Dispose() => Detach().Return();

    private void Grow(int needed)
    {
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBytes, Math.Min(maxBytes, _buffer.Length * 2))));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            new RequestBody(_buffer, _length).Return();
            _buffer = larger;
        }
    }
}
