namespace WebhookDispatch.Connections;

/// <summary>
/// A request for the common connections. A type and not a mark on the request: reading the options of a request makes them, 100
/// bytes that only few endpoints need.
/// </summary>
internal sealed class PlainRequest(HttpMethod method, Uri url) : HttpRequestMessage(method, url);
