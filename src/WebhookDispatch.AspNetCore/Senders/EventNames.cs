namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>What a sender calls an event; <see langword="null"/> for what it does not say.</summary>
internal readonly record struct EventNames(string? Id, string? Type);
