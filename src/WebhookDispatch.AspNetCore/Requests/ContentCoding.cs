using Microsoft.Extensions.Primitives;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>How a body is compressed (RFC 9110 §8.4).</summary>
internal static class ContentCoding
{
    public static bool IsIdentity(StringValues coding) =>
        coding.Count == 0 || (coding is [{ } only] && string.Equals(only, "identity", StringComparison.OrdinalIgnoreCase));
}
