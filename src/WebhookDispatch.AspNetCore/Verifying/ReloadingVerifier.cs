using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Asks for the secrets at every request, and makes a new verifier only when they are others than at the last one.</summary>
internal sealed class ReloadingVerifier(SchemeSecrets secrets, VerifierSettings settings) : RequestVerifier
{
    // A sender without a key is verified all the same, so that it waits as long for its refusal as a forger does.
    private readonly WebhookVerifier _decoy = settings.Create(secrets.Scheme, WebhookSecret.Generate());
    private Built? _last;

    public override async ValueTask<SenderProof> VerifyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        // Null is what a dictionary says of a key that it does not hold; an error would tell it apart from a wrong signature.
        var current = await secrets.ReadAsync(context).ConfigureAwait(false) ?? [];
        var verifier = current.Count == 0 ? _decoy : VerifierOf(current);
        var verification = verifier.Verify(new RequestHeaders(context.Request.Headers), body.Span);
        return current.Count > 0
            ? SenderProof.Of(verification, current[0])
            : new SenderProof(WebhookVerificationResult.SignatureMismatch) { Scheme = secrets.Scheme, IsUnknownSender = true };
    }

    private WebhookVerifier VerifierOf(IReadOnlyList<WebhookSecret> current)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && AreSame(last.Secrets, current))
        {
            return last.Verifier;
        }

        WebhookSecret[] copy = [.. current];
        last = new Built(copy, settings.Create(secrets.Scheme, copy));
        Volatile.Write(ref _last, last);
        return last.Verifier;
    }

    private static bool AreSame(WebhookSecret[] known, IReadOnlyList<WebhookSecret> current)
    {
        var same = known.Length == current.Count;
        for (var i = 0; same && i < known.Length; i++)
        {
            same = known[i] == current[i];
        }

        return same;
    }

    private sealed record Built(WebhookSecret[] Secrets, WebhookVerifier Verifier);
}
