using System.Buffers;
using System.Diagnostics;

namespace WebhookDispatch.Secrets;

/// <summary>A key that protects secrets in a store: 32 random bytes and a name. Never prints, logs or serializes its bytes.</summary>
[DebuggerDisplay("{Id,nq}")]
public sealed class SecretKey
{
    internal const int Length = 32;
    private const int MaxIdLength = 64;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    private SecretKey(string id, byte[] bytes)
    {
        Id = id;
        _bytes = bytes;
    }

    /// <summary>Its name. Stored in plain beside what it protects.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A key from its bytes.</summary>
    /// <param name="id">Its name, which stands beside everything it protects: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>. Never give it to another key.</param>
    /// <param name="bytes">32 random bytes. They are copied.</param>
    /// <exception cref="ArgumentException">The id or the length is wrong.</exception>
    public static SecretKey FromBytes(string id, ReadOnlySpan<byte> bytes) =>
        FindError(id, bytes.Length) is { } error ? throw new ArgumentException(error) : new SecretKey(id, bytes.ToArray());

    /// <summary>A key from base64, as <c>openssl rand -base64 32</c> prints it.</summary>
    /// <param name="id">Its name: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>.</param>
    /// <param name="base64">32 random bytes in base64.</param>
    /// <exception cref="ArgumentException">The id or the key is wrong; the message never shows the key.</exception>
    public static SecretKey FromBase64(string id, string base64)
    {
        ArgumentNullException.ThrowIfNull(base64);
        var bytes = Decode(base64);
        return FindError(id, bytes?.Length) is { } error ? throw new ArgumentException(error) : new SecretKey(id, bytes!);
    }

    /// <summary>Its name only.</summary>
    public override string ToString() => Id;

    internal static byte[]? Decode(string? base64)
    {
        var bytes = new byte[(base64?.Length ?? 0) + 3];
        return Convert.TryFromBase64String(base64 ?? "", bytes, out var length) ? bytes[..length] : null;
    }

    /// <param name="id">Its name.</param>
    /// <param name="length">How many bytes it has; <see langword="null"/> when it is not base64.</param>
    internal static string? FindError(string? id, int? length)
    {
        if (id is not { Length: >= 1 and <= MaxIdLength } || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            return $"The id of a secret key is not 1 to {MaxIdLength} characters of A-Z a-z 0-9 _ -; name it by its date, such as '2026-07'.";
        }

        return length switch
        {
            Length => null,
            null => $"The secret key '{id}' is not base64; make one with 'openssl rand -base64 32'.",
            _ => $"The secret key '{id}' has {length} bytes; give exactly {Length}, such as 'openssl rand -base64 32' makes.",
        };
    }
}
