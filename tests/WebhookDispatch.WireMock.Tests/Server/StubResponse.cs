namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>What a stub answers with. A number is a bare status.</summary>
public sealed record StubResponse(int Status)
{
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? Body { get; init; }

    /// <summary>How long the status line is held back.</summary>
    public int? FixedDelayMilliseconds { get; init; }

    public ChunkedDribbleDelay? ChunkedDribbleDelay { get; init; }

    public StubFault? Fault { get; init; }

    public static implicit operator StubResponse(int status) => new(status);

    public static StubResponse Failing(StubFault fault) => new(200) { Fault = fault };

    public static StubResponse WithHeader(int status, string name, string value) =>
        new(status) { Headers = new Dictionary<string, string> { [name] = value } };
}
