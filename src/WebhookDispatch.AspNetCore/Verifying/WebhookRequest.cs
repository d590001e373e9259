using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>A request that was read and is not yet trusted. Valid only during the call it is given to.</summary>
/// <param name="Context">The request; its body has been read.</param>
/// <param name="Body">The bytes as received, before decompression.</param>
public readonly record struct WebhookRequest(HttpContext Context, ReadOnlyMemory<byte> Body);
