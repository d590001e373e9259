using System.Buffers.Binary;
using System.Security.Cryptography;

namespace WebhookDispatch.Retries;

/// <summary>Where jitter comes from; a test gives its own.</summary>
internal abstract class RandomSource
{
    internal static RandomSource System { get; } = new SystemRandomSource();

    /// <summary>From 0 up to but not including 1. Safe to call from any thread.</summary>
    internal abstract double NextDouble();

    private sealed class SystemRandomSource : RandomSource
    {
        internal override double NextDouble()
        {
            Span<byte> bytes = stackalloc byte[8];
            RandomNumberGenerator.Fill(bytes);
            return (BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11) * (1.0 / (1UL << 53));
        }
    }
}
