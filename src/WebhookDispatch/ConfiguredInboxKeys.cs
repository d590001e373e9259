using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Inbox;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Retries;

namespace WebhookDispatch;

/// <summary>Refuses keys of an inbox's section that nothing reads.</summary>
internal sealed class ConfiguredInboxKeys(IConfiguration section) : IValidateOptions<InboxOptions>
{
    public ValidateOptionsResult Validate(string? name, InboxOptions options) => UnknownKeys.Judge(
    [
        .. UnknownKeys.In<InboxOptions>(section),
        .. UnknownKeys.In<DispatchingOptions>(section.GetSection(nameof(options.Dispatching))),
        .. UnknownKeys.In<CircuitBreakerOptions>(section.GetSection(nameof(options.CircuitBreaker))),
        .. UnknownKeys.In<RetentionOptions>(section.GetSection(nameof(options.Retention))),
    ]);
}
