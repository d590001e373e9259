namespace WebhookDispatch.Deliveries;

/// <summary>Where an attempt failed. A closed set: dashboards group by it and retry rules read it.</summary>
public enum AttemptFailure
{
    /// <summary>It did not fail: a 2xx status line was received.</summary>
    None = 0,

    /// <summary>The receiver answered with a status outside 2xx that is not a redirect.</summary>
    HttpStatus,

    /// <summary>The receiver answered with a redirect. Redirects are never followed: they would carry body and signature elsewhere.</summary>
    RedirectRefused,

    /// <summary>The host name has no address. Trouble of our own resolver looks the same, so the circuit breaker does not count it.</summary>
    NameResolution,

    /// <summary>No connection: refused, reset at accept, unreachable.</summary>
    ConnectFailed,

    /// <summary>No connection within the connect timeout, the TLS handshake included.</summary>
    ConnectTimeout,

    /// <summary>The TLS handshake failed: certificate, name or version.</summary>
    Tls,

    /// <summary>No status line before the attempt's deadline. Ambiguous: the receiver may have processed the event.</summary>
    Timeout,

    /// <summary>The connection was lost after the request was sent. Ambiguous: the receiver may have processed the event.</summary>
    ConnectionReset,

    /// <summary>The answer is not HTTP.</summary>
    ProtocolError,

    /// <summary>The response's headers are larger than 16 KiB.</summary>
    ResponseHeadersTooLarge,

    /// <summary>The URL leads to an address that is not allowed. Nothing was sent.</summary>
    BlockedAddress,

    /// <summary>Nothing was sent, for a reason on our side: no token, no egress proxy. A published event's attempt is not spent.</summary>
    Misconfigured,
}
