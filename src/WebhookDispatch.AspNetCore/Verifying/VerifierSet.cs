using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Every way a receiver knows its senders. One that holds is enough; when none does, the one that got furthest gives the reason.</summary>
internal sealed class VerifierSet(RequestVerifier[] verifiers)
{
    public ValueTask<SenderProof> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body) =>
        verifiers.Length == 1 ? verifiers[0].VerifyAsync(context, body) : VerifyAllAsync(context, body);

    private async ValueTask<SenderProof> VerifyAllAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var furthest = default(SenderProof);
        foreach (var verifier in verifiers)
        {
            var proof = await verifier.VerifyAsync(context, body).ConfigureAwait(false);
            if (proof.Reason > furthest.Reason)
            {
                furthest = proof;
            }
        }

        return furthest;
    }
}
