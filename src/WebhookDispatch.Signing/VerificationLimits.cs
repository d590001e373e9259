namespace WebhookDispatch.Signing;

/// <summary>What holds for one verification, whatever its scheme.</summary>
internal readonly record struct VerificationLimits(long Now, long ToleranceSeconds, int MaxBodyBytes)
{
    public WebhookVerificationResult CheckClock(long seconds) =>
        Now - seconds > ToleranceSeconds ? WebhookVerificationResult.TimestampTooOld
        : seconds - Now > ToleranceSeconds ? WebhookVerificationResult.TimestampTooNew
        : WebhookVerificationResult.Valid;
}
