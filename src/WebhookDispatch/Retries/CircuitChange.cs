namespace WebhookDispatch.Retries;

/// <summary>A circuit that opened or closed.</summary>
/// <param name="EndpointId">Whose circuit it is.</param>
/// <param name="IsOpen">Whether it opened; otherwise it closed.</param>
/// <param name="BreakDuration">How long it stays open before a probe; zero when it closed.</param>
internal readonly record struct CircuitChange(string EndpointId, bool IsOpen, TimeSpan BreakDuration);
