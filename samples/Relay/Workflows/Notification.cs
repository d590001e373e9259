namespace Relay.Workflows;

/// <summary>What Slack's incoming webhooks take.</summary>
internal sealed record Notification(string Text);
