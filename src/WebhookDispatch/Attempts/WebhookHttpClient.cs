namespace WebhookDispatch.Attempts;

/// <summary>The typed client: what a user configures on the <c>IHttpClientBuilder</c> reaches every attempt.</summary>
internal sealed class WebhookHttpClient(HttpClient client)
{
    internal const string Name = "WebhookDispatch";

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
}
