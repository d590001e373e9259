namespace WebhookDispatch.Egress;

/// <summary>
/// Nothing was sent, for a reason on our own side: a token that was not issued, an egress proxy that does not answer. Its message
/// is only <see cref="Code"/>, which reaches tenants.
/// </summary>
internal sealed class MisconfiguredException(string operatorDetail, Exception? innerException = null) : IOException(Code, innerException)
{
    internal const string Code = "misconfigured";

    /// <summary>Which setting is at fault and how, for the operator's log only. Holds no secret.</summary>
    internal string OperatorDetail { get; } = operatorDetail;
}
