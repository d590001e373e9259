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
        var piece = result.Buffer;
        IsTooLarge = piece.Length > maxBytes - _length;
        if (!IsTooLarge && !piece.IsEmpty)
        {
            Append(piece);
        }

        reader.AdvanceTo(piece.End);
        return IsTooLarge || result.IsCompleted;
    }

    /// <summary>Hands the buffer over.</summary>
    public RequestBody Detach()
    {
        var body = new RequestBody(_buffer, _length);
        _buffer = [];
        return body;
    }

    public void Dispose() => Detach().Return();

    private void Append(in ReadOnlySequence<byte> piece)
    {
        var needed = _length + (int)piece.Length;
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstBytes, Math.Min(maxBytes, _buffer.Length * 2))));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            new RequestBody(_buffer, _length).Return();
            _buffer = larger;
        }

        piece.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}
