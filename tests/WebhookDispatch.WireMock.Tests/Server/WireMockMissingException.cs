namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>WireMock cannot run on this machine; the message names what is missing.</summary>
public sealed class WireMockMissingException(string reason) : Exception(reason);
