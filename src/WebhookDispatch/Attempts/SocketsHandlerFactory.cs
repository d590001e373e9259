using System.Net;
using WebhookDispatch.Connections;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Attempts;

/// <summary>Builds the one long-lived handler under every attempt.</summary>
internal static class SocketsHandlerFactory
{
    internal static SocketsHttpHandler Create(SendingOptions options, GuardedConnector connector) => new()
    {
        // .NET's defaults, each measured on the wire, would re-POST body and signature to a redirect's target, resend one
        // tenant's cookies for another, send traceparent and baggage to strangers, and connect through http_proxy, where
        // the address guard would see the proxy and not the target.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectCallback = connector.ConnectAsync,
        ConnectTimeout = options.ConnectTimeout,
        PlaintextStreamFilter = static (context, _) => ValueTask.FromResult(
            context.NegotiatedHttpVersion == HttpVersion.Version11 ? new UsedConnection(context.PlaintextStream) : context.PlaintextStream),
        SslOptions = TlsSettings.New(),

        // Follows changes of DNS and of the address policy within two minutes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16,

        // A response that was cut is not worth draining: a peer could make it endless.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        Credentials = null,
        PreAuthenticate = false,
    };
}
