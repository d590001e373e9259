using WebhookDispatch.Connections;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Attempts;

/// <summary>The typed client: what a user configures on the <c>IHttpClientBuilder</c> reaches every attempt.</summary>
internal sealed class WebhookHttpClient
{
    internal const string Name = "WebhookDispatch";

    private readonly HttpClient _client;
    private readonly HttpMessageInvoker? _handlers;
    private readonly bool _isRouted;

    internal WebhookHttpClient(IHttpClientFactory factory)
    {
        _client = factory.CreateClient(Name);

        // A factory of the user's own does not know of the router, and would drop what an endpoint needs without a word.
        _isRouted = factory is IHttpMessageHandlerFactory;

        // HttpClient links a cancellation source of its own to each request: 0.4 KB and 2,500 instructions that only its settings
        // need. Where none is set, attempts go to its handlers directly; a factory of the user's own is left to itself.
        _handlers = HasNoSettings(_client) && factory is IHttpMessageHandlerFactory handlers
            ? new HttpMessageInvoker(handlers.CreateHandler(Name), disposeHandler: false)
            : null;
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        !_isRouted && request is not PlainRequest
            ? throw new MisconfiguredException("Tls, OAuth credentials and isolated tenants need the framework's IHttpClientFactory, which was replaced.")
            : _handlers is null
            ? _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : _handlers.SendAsync(request, cancellationToken);

    // The other settings concern relative URLs and buffered responses, which attempts do not have.
    private static bool HasNoSettings(HttpClient client) =>
        client.Timeout == Timeout.InfiniteTimeSpan && client.DefaultRequestHeaders.NonValidated.Count == 0;
}
