using Microsoft.Extensions.Primitives;

namespace WebhookDispatch.AspNetCore.Requests;

/// <summary>How a body is compressed (RFC 9110 §8.4). Only one coding at a time is understood, and it has to be opted into.</summary>
internal sealed class ContentCoding(bool acceptsGzip, int maxDecompressedBytes)
{
    public string Accepted => acceptsGzip ? "gzip, identity" : "identity";

    public bool Accepts(StringValues coding) => coding.Count == 0 || Is(coding, "identity") || (acceptsGzip && Is(coding, "gzip"));

    /// <summary>The body without its compression; the very same bytes when it has none. Only for what was verified.</summary>
    public BodyRead Decode(StringValues coding, in RequestBody body) =>
        Is(coding, "gzip") ? GzipBody.Read(body.Bytes, maxDecompressedBytes) : new BodyRead(BodyOutcome.Read, body);

    private static bool Is(StringValues coding, string name) => coding is [{ } only] && only.Equals(name, StringComparison.OrdinalIgnoreCase);
}
