using System.Globalization;
using System.Text.Json;

namespace WebhookDispatch.Connections;

/// <summary>Reads what an authorization server answers (RFC 6749 section 5), which may be anything.</summary>
internal static class TokenAnswer
{
    private const int MaxTokenLength = 8000;
    private const int MaxErrorLength = 64;

    // For a server that does not say how long its token lives, which the specification lets it.
    private static readonly TimeSpan UnstatedLife = TimeSpan.FromMinutes(5);

    /// <returns><see langword="null"/> when there is no token that can be used.</returns>
    internal static (string Token, TimeSpan Life)? Read(ReadOnlyMemory<byte> answer) => In<(string, TimeSpan)?>(answer, null, root =>
        TextOf(root, "access_token") is { Length: > 0 and <= MaxTokenLength } token
        && !token.AsSpan().ContainsAnyExceptInRange('!', '~')
        && string.Equals(TextOf(root, "token_type"), "Bearer", StringComparison.OrdinalIgnoreCase)
        && LifeOf(root) is { } life
            ? (token, life)
            : null);

    /// <summary>The word for the refusal, such as <c>invalid_client</c>; empty when there is none that is safe to log.</summary>
    internal static string ErrorIn(ReadOnlyMemory<byte> answer) => In(answer, "", root =>
        TextOf(root, "error") is { Length: > 0 and <= MaxErrorLength } error && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? error : "");

    private static T In<T>(ReadOnlyMemory<byte> answer, T otherwise, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : otherwise;
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidOperationException)
        {
            // Not JSON, or with a name or a text that is not Unicode.
            return otherwise;
        }
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Some servers write the number as a string.
    private static TimeSpan? LifeOf(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return UnstatedLife;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : TextOf(root, "expires_in");
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }
}
