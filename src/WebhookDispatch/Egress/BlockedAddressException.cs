namespace WebhookDispatch.Egress;

/// <summary>
/// An attempt was refused because its URL leads to an address it must not reach. Nothing was sent. HttpClient hands it
/// on as the inner exception of an <see cref="HttpRequestException"/>. The message is only <see cref="Code"/>: an
/// address in it would let whoever registers endpoints map the network behind the sender.
/// </summary>
public sealed class BlockedAddressException : IOException
{
    /// <summary>The word to show to whoever registered the endpoint: <c>blocked_address</c>, the same for every reason.</summary>
    public const string Code = "blocked_address";

    /// <summary>Creates the refusal.</summary>
    /// <param name="operatorDetail">What was refused and why, for the operator's log only.</param>
    public BlockedAddressException(string operatorDetail)
        : base(Code) => OperatorDetail = operatorDetail;

    /// <summary>Host, address and reason. For the operator's log; never for a response, a dashboard or an event.</summary>
    public string OperatorDetail { get; }
}
