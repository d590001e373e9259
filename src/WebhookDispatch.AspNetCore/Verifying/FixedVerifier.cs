using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Verifies with secrets that were given once.</summary>
internal sealed class FixedVerifier(WebhookVerifier verifier, WebhookSecret secret) : RequestVerifier
{
    public override ValueTask<SenderProof> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body) =>
        new(SenderProof.Of(verifier.Verify(new RequestHeaders(context.Request.Headers), body.Span), secret));
}
