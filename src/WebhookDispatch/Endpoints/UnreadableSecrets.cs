namespace WebhookDispatch.Endpoints;

/// <summary>What a stored endpoint has in place of its secrets while their key is missing. It is kept as it is until new secrets are given.</summary>
/// <param name="Fault">Why they cannot be read.</param>
/// <param name="Sealed">What was stored.</param>
/// <param name="HeaderNames">The headers whose values cannot be read either.</param>
internal sealed record UnreadableSecrets(string Fault, string Sealed, IReadOnlyList<string> HeaderNames)
{
    /// <summary>Whether there was an authentication, which cannot be read either.</summary>
    internal bool HadAuthentication { get; init; }

    /// <summary>Whether there was TLS of the endpoint's own, which cannot be read either.</summary>
    internal bool HadTls { get; init; }
}
