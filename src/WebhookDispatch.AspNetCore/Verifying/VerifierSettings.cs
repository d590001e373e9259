using Microsoft.Extensions.Logging;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>What holds for every verifier of a receiver.</summary>
internal sealed record VerifierSettings(TimeSpan Tolerance, int MaxBodyBytes, TimeProvider TimeProvider, ILogger Logger)
{
    public WebhookVerifier Create(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets) =>
        new(new WebhookVerifierOptions { Tolerance = Tolerance, MaxBodyBytes = MaxBodyBytes }.Accept(scheme, secrets), TimeProvider);
}
