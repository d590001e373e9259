namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>WireMock's ways of not giving a proper answer.</summary>
public enum StubFault
{
    EmptyResponse,
    MalformedResponseChunk,
    RandomDataThenClose,
    ConnectionResetByPeer,
}
