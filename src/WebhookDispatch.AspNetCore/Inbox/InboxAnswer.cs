using WebhookDispatch.AspNetCore.Handling;

namespace WebhookDispatch.AspNetCore.Inbox;

/// <summary>What an inbox made of a webhook.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Result">What the handler returned; <see cref="WebhookResult.Done"/> when none ran.</param>
internal readonly record struct InboxAnswer(InboxVerdict Verdict, WebhookResult Result = default);
