using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace WebhookDispatch.Sqlite.History;

/// <summary>
/// Remembers ids in two bytes each, so that it can tell of most others that it does not hold them: a Bloom filter whose bits for an id
/// lie in one line of the processor's cache. For several threads.
/// </summary>
internal sealed class IdFilter
{
    private const int BitsForEach = 16;
    private const int BitsInLine = 512;
    private const int WordsInLine = BitsInLine / 64;

    // 64 MiB. Beyond so many it holds more than its bits are good for, and is right less often, but never wrong.
    private const long Most = 1 << 25;

    private readonly ulong[] _words;
    private readonly long _room;
    private long _held;

    /// <param name="expected">How many ids it is for.</param>
    internal IdFilter(long expected)
    {
        var lines = (Math.Clamp(expected, 1, Most) * BitsForEach / BitsInLine) + 1;
        _words = new ulong[lines * WordsInLine];
        _room = expected;
    }

    /// <summary>Whether it holds more than it was made for.</summary>
    internal bool IsFull => Volatile.Read(ref _held) > _room;

    internal static ulong HashOf(string tenant, string eventId) => Mix(Mix(0x9E37_79B9_7F4A_7C15, tenant), eventId);

    internal void Add(ulong hash)
    {
        Interlocked.Increment(ref _held);
        var (line, bits) = Place(hash);
        for (var i = 0; i < 4; i++, bits >>= 9)
        {
            Interlocked.Or(ref _words[line + (int)(bits >> 6 & 7)], 1UL << (int)(bits & 63));
        }
    }

    /// <returns><see langword="false"/> when it does not hold it for certain.</returns>
    internal bool MayHold(ulong hash)
    {
        var (line, bits) = Place(hash);
        var holds = true;
        for (var i = 0; i < 4; i++, bits >>= 9)
        {
            holds &= (_words[line + (int)(bits >> 6 & 7)] >> (int)(bits & 63) & 1) != 0;
        }

        return holds;
    }

    private (int Line, ulong Bits) Place(ulong hash)
    {
        var line = (int)((hash >> 32) * (ulong)(_words.Length / WordsInLine) >> 32);
        return (line * WordsInLine, Fold(hash, 0xE703_7ED1_A0B4_28DB));
    }

    // Each word of the text is multiplied in, and so is its length: where one text ends and the next begins is part of it.
    private static ulong Mix(ulong hash, string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        hash = Fold(hash ^ (ulong)bytes.Length, 0xA076_1D64_78BD_642F);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes), 0x8EBC_6AF0_9C88_C6E3);
        }

        ulong rest = 0;
        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref rest)));
        return Fold(hash ^ rest, 0x5899_65CC_7537_4CC3);
    }

    private static ulong Fold(ulong one, ulong other) => Math.BigMul(one, other, out var low) ^ low;
}
