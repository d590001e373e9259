using WebhookDispatch.Attempts;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Egress;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Retries;
using WebhookDispatch.Secrets;
using WebhookDispatch.Tenants;

namespace WebhookDispatch;

/// <summary>Everything that can be set. Bound from the configuration section <c>WebhookDispatch</c> when one is given; checked when the host starts.</summary>
public sealed class WebhookDispatchOptions
{
    /// <summary>How one attempt is made.</summary>
    public SendingOptions Sending { get; } = new();

    /// <summary>How <c>IWebhookSender</c> retries.</summary>
    public RetryOptions Retries { get; } = new();

    /// <summary>How published events are retried.</summary>
    public ScheduleOptions Schedule { get; } = new();

    /// <summary>How published events are delivered by this process.</summary>
    public DispatchingOptions Dispatching { get; } = new();

    /// <summary>When an endpoint is left alone.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; } = new();

    /// <summary>Where attempts may go.</summary>
    public EgressOptions Egress { get; } = new();

    /// <summary>How a store keeps the secrets of its endpoints.</summary>
    public SecretsOptions Secrets { get; } = new();

    /// <summary>How much each tenant may have.</summary>
    public TenantsOptions Tenants { get; } = new();

    /// <summary>How long the store remembers what has ended.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>When an endpoint that only fails is disabled.</summary>
    public AutoDisableOptions AutoDisable { get; } = new();

    /// <summary>The in-memory dead-letter store.</summary>
    public DeadLetterOptions DeadLetters { get; } = new();
}
