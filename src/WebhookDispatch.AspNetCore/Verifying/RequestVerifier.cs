using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>One way to know a sender.</summary>
internal abstract class RequestVerifier
{
    public abstract ValueTask<SenderProof> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body);
}
