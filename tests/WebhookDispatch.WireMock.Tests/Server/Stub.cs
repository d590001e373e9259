namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>A stub mapping. With a scenario it answers only in one state of it, and may move it on.</summary>
public sealed record Stub(StubRequest Request, StubResponse Response)
{
    /// <summary>The state every scenario begins in.</summary>
    public const string Started = "Started";

    public string? ScenarioName { get; init; }

    public string? RequiredScenarioState { get; init; }

    public string? NewScenarioState { get; init; }
}
