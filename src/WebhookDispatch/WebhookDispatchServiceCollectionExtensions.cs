using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookDispatch.Attempts;
using WebhookDispatch.Connections;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Directory;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Observing;
using WebhookDispatch.Publishing;
using WebhookDispatch.Retries;
using WebhookDispatch.Secrets;
using WebhookDispatch.Sending;
using WebhookDispatch.Telemetry;
using WebhookDispatch.Tenants;

namespace WebhookDispatch;

/// <summary>Registers WebhookDispatch.</summary>
public static class WebhookDispatchServiceCollectionExtensions
{
    /// <summary>
    /// Adds <c>IWebhookSender</c> and <c>IWebhookDeadLetters</c>. Calling it again configures the same registration further.
    /// </summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configure">Sets options; faults stop the host when it starts, all in one message.</param>
    public static IWebhookDispatchBuilder AddWebhookDispatch(this IServiceCollection services, Action<WebhookDispatchOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, configure);
        AddTelemetry(services);
        AddAttempts(services);
        AddSending(services);
        services.TryAddSingleton<IWebhookPublisher>(_ => throw new InvalidOperationException(
            "IWebhookPublisher needs a store: add one after AddWebhookDispatch, such as .UseSqlite(\"webhooks.db\")."));
        services.TryAddSingleton(StorePurpose.Sending);
        return new Builder(services, AddHttpClient(services));
    }

    /// <summary>As <see cref="AddWebhookDispatch(IServiceCollection, Action{WebhookDispatchOptions}?)"/>, with options from configuration.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configuration">The section that holds the options, usually <c>WebhookDispatch</c>.</param>
    public static IWebhookDispatchBuilder AddWebhookDispatch(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<WebhookDispatchOptions>().Configure(options =>
        {
            // The binder adds to a list: a configured schedule would come after the default one.
            if (configuration.GetSection("Schedule:RetryDelays").Exists())
            {
                options.Schedule.RetryDelays.Clear();
            }

            // Not OptionsBuilder.Bind: it judges again when the configuration reloads, when only the endpoints are read again, and
            // its verdict ends in whoever watches the file.
            configuration.Bind(options);
        });
        services.AddSingleton<IValidateOptions<WebhookDispatchOptions>>(new ConfiguredKeys(configuration));
        services.AddSingleton<IConfigureOptions<EndpointsOptions>>(new ConfiguredEndpoints(configuration));
        services.AddSingleton<IOptionsChangeTokenSource<EndpointsOptions>>(new ConfigurationChangeTokenSource<EndpointsOptions>(configuration));
        return services.AddWebhookDispatch();
    }

    private static void AddOptions(IServiceCollection services, Action<WebhookDispatchOptions>? configure)
    {
        var options = services.AddOptionsWithValidateOnStart<WebhookDispatchOptions, WebhookDispatchOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RandomSource.System);
        services.TryAddSingleton(provider => Options(provider).Sending);
        services.TryAddSingleton(provider => Options(provider).Retries);
        services.TryAddSingleton(provider => Options(provider).Schedule);
        services.TryAddSingleton(provider => Options(provider).Dispatching);
        services.TryAddSingleton(provider => Options(provider).CircuitBreaker);
        services.TryAddSingleton(provider => Options(provider).Egress);
        services.TryAddSingleton(provider => SecretProtection.For(provider.GetService<ISecretProtector>(), Options(provider).Secrets));
        services.TryAddSingleton(provider => Options(provider).Retention);
        services.TryAddSingleton(provider => Options(provider).AutoDisable);
        services.TryAddSingleton(provider => Options(provider).DeadLetters);
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton<WebhookDispatchMetrics>();
        services.TryAddSingleton(provider => new ObserverNotifier(
            provider.GetServices<IWebhookObserver>, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ObserverNotifier>>()));

        // First, so that a host stops it last.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ObserverNotifier>(provider => provider.GetRequiredService<ObserverNotifier>()));
    }

    private static void AddAttempts(IServiceCollection services)
    {
        services.TryAddSingleton<INameResolver, SystemNameResolver>();
        services.TryAddSingleton<IAddressPolicy, AddressPolicy>();
        services.TryAddSingleton(provider => new GuardedConnector(
            Options(provider).Egress, provider.GetRequiredService<IAddressPolicy>(), provider.GetRequiredService<INameResolver>(),
            provider.GetRequiredService<TimeProvider>(), Options(provider).Sending.ConnectTimeout));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LoopbackWarning>());
        services.TryAddSingleton<AttemptTelemetry>();
        services.TryAddSingleton<AttemptSender>();
    }

    // The factory's handler would be rotated every two minutes under a singleton client that never sees it; the sockets
    // handler renews its connections itself instead.
    private static IHttpClientBuilder AddHttpClient(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new HandlerPools(() => NewHandler(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new AccessTokens(provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ConnectionRouting>(provider => new ConnectionRouting(
            WebhookHttpClient.Name, () => new ConnectionRouter(provider.GetRequiredService<HandlerPools>(), provider.GetRequiredService<AccessTokens>()))));
        services.TryAddSingleton(provider => new WebhookHttpClient(provider.GetRequiredService<IHttpClientFactory>()));
        return services.AddHttpClient(WebhookHttpClient.Name)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(NewHandler);
    }

    private static SocketsHttpHandler NewHandler(IServiceProvider provider) =>
        SocketsHandlerFactory.Create(provider.GetRequiredService<SendingOptions>(), provider.GetRequiredService<GuardedConnector>());

    private static void AddSending(IServiceCollection services)
    {
        services.TryAddSingleton(provider =>
        {
            var rules = provider.GetRequiredService<EndpointRules>();
            var endpoints = new RegisteredEndpoints();
            foreach (var registration in provider.GetServices<EndpointRegistration>())
            {
                _ = rules.Check(registration.Endpoint);
                endpoints.Add(registration.Endpoint);
            }

            return endpoints;
        });
        services.TryAddSingleton<IEndpointLookup>(provider => provider.GetRequiredService<RegisteredEndpoints>());
        services.TryAddSingleton<EndpointRules>();
        services.TryAddSingleton(provider => new TenantLimits(Options(provider).Tenants, provider.GetService<ITenantQuotas>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EndpointsCheckAtStart>());
        services.TryAddSingleton<CircuitAnnouncer>();
        services.TryAddSingleton<ActiveEndpoints>();
        services.TryAddSingleton<IDeadLetterStore, InMemoryDeadLetterStore>();
        services.TryAddSingleton<DeadLetterDesk>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<IWebhookSender>(provider => provider.GetRequiredService<WebhookSender>());
        services.TryAddSingleton<IWebhookDeadLetters, WebhookDeadLetters>();
    }

    private static WebhookDispatchOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<WebhookDispatchOptions>>().Value;

    private sealed record Builder(IServiceCollection Services, IHttpClientBuilder HttpClient) : IWebhookDispatchBuilder
    {
        public bool IsInbox => Services.Any(service => service.ImplementationInstance == StorePurpose.Inbox);
    }
}
