namespace WebhookDispatch.Egress;

/// <summary>
/// The host of an endpoint had no address when an attempt asked for it. Nothing was sent. HttpClient hands it on as the
/// inner exception of an <see cref="HttpRequestException"/>; a connection that fails after the lookup does not. The
/// cause may be the sender's own resolver, so it says little about the endpoint.
/// </summary>
public sealed class NameResolutionFailedException : IOException
{
    /// <summary>The word to show to whoever registered the endpoint: <c>dns_error</c>.</summary>
    public const string Code = "dns_error";

    /// <summary>Creates the failure.</summary>
    /// <param name="operatorDetail">Which name failed and how, for the operator's log only.</param>
    /// <param name="innerException">What the resolver threw, if it threw.</param>
    public NameResolutionFailedException(string operatorDetail, Exception? innerException = null)
        : base(Code, innerException) => OperatorDetail = operatorDetail;

    /// <summary>The host and the resolver's words. For the operator's log.</summary>
    public string OperatorDetail { get; }
}
