using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>Unpacks a body, and stops at a limit: 1 MiB can hold a thousand.</summary>
internal static class GzipBody
{
    private const int PieceBytes = 16 * 1024;

    public static BodyRead Read(ReadOnlyMemory<byte> packed, int maxBytes)
    {
        _ = MemoryMarshal.TryGetArray(packed, out var array);
        using var collector = new BodyCollector(maxBytes);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            using var stream = new GZipStream(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false), CompressionMode.Decompress);
            int read;
            while ((read = stream.Read(piece, 0, piece.Length)) > 0)
            {
                if (!collector.Take(piece.AsSpan(0, read)))
                {
                    return new BodyRead(BodyOutcome.TooLarge);
                }
            }

            return new BodyRead(BodyOutcome.Read, collector.Detach());
        }
        catch (InvalidDataException)
        {
            return new BodyRead(BodyOutcome.Malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
