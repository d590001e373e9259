using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using WebhookDispatch.Attempts;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Egress;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Retries;
using WebhookDispatch.Secrets;
using WebhookDispatch.Tenants;

namespace WebhookDispatch;

/// <summary>Refuses keys of the section <c>WebhookDispatch</c> that nothing reads.</summary>
internal sealed class ConfiguredKeys(IConfiguration section) : IValidateOptions<WebhookDispatchOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookDispatchOptions options) => UnknownKeys.Judge(
    [
        .. UnknownKeys.In<WebhookDispatchOptions>(section, nameof(EndpointsOptions.Endpoints)),
        .. In<SendingOptions>(nameof(options.Sending)),
        .. In<RetryOptions>(nameof(options.Retries)),
        .. In<ScheduleOptions>(nameof(options.Schedule)),
        .. In<DispatchingOptions>(nameof(options.Dispatching)),
        .. In<CircuitBreakerOptions>(nameof(options.CircuitBreaker)),
        .. In<EgressOptions>(nameof(options.Egress)),
        .. In<SecretsOptions>(nameof(options.Secrets)),
        .. In<TenantsOptions>(nameof(options.Tenants)),
        .. In<RetentionOptions>(nameof(options.Retention)),
        .. In<AutoDisableOptions>(nameof(options.AutoDisable)),
        .. In<DeadLetterOptions>(nameof(options.DeadLetters)),
        .. InEndpoints(section),
    ]);

    /// <summary>The same for the endpoints alone, which are read again when the configuration reloads.</summary>
    internal static IEnumerable<string> InEndpoints(IConfiguration section) =>
        section.GetSection(nameof(EndpointsOptions.Endpoints)).GetChildren().SelectMany(InEndpoint);

    private static IEnumerable<string> InEndpoint(IConfigurationSection endpoint) =>
    [
        .. UnknownKeys.In<EndpointSettings>(endpoint),
        .. UnknownKeys.In<EndpointAuthenticationSettings>(endpoint.GetSection(nameof(EndpointSettings.Authentication))),
        .. UnknownKeys.In<EndpointOverridesSettings>(endpoint.GetSection(nameof(EndpointSettings.Overrides))),
        .. UnknownKeys.In<EndpointTlsSettings>(endpoint.GetSection(nameof(EndpointSettings.Tls))),
    ];

    private IEnumerable<string> In<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(string group) =>
        UnknownKeys.In<TOptions>(section.GetSection(group));
}
