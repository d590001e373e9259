namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>Which requests a stub answers.</summary>
public sealed record StubRequest(string Method, string UrlPath);
