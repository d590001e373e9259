using Microsoft.AspNetCore.Http;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Verifies with code of the application.</summary>
internal sealed class CustomVerifier(Func<WebhookRequest, ValueTask<VerifiedSender?>> verify) : RequestVerifier
{
    public override async ValueTask<SenderProof> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var sender = await verify(new WebhookRequest(context, body)).ConfigureAwait(false);
        return sender is null
            ? new SenderProof(WebhookVerificationResult.SignatureMismatch)
            : new SenderProof(WebhookVerificationResult.Valid) { Id = sender.Id, Type = sender.Type, Timestamp = sender.Timestamp };
    }
}
