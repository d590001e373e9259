using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CommandLine;

namespace ConsoleSender;

/// <summary>The value of <c>--data</c>: JSON as it is, or <c>@FILE</c> for a file that holds it. The bytes become the body unchanged.</summary>
internal static class EventBody
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BadArgumentException">It is not JSON, or the file cannot be read.</exception>
    public static byte[] Read(string text)
    {
        try
        {
            var body = text.StartsWith('@') ? File.ReadAllBytes(text[1..]) : StrictUtf8.GetBytes(text);
            using var parsed = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 1024 });
            return Utf8.IsValid(body) ? body : throw new BadArgumentException("--data is not UTF-8.");
        }
        catch (Exception exception) when (exception is JsonException or EncoderFallbackException)
        {
            throw new BadArgumentException("--data is not JSON; give one JSON value, or @FILE for a file that holds one, without a byte-order mark.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadArgumentException($"--data names a file that cannot be read: {exception.Message}");
        }
    }
}
