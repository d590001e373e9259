using System.Buffers;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>Bytes in a pooled buffer.</summary>
internal readonly struct RequestBody(byte[] buffer, int length)
{
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public bool IsSame(in RequestBody other) => ReferenceEquals(Buffer, other.Buffer);

    private byte[] Buffer => buffer;

    public void Return()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
