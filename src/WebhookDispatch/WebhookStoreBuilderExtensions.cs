using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Endpoints;
using WebhookDispatch.InMemory;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Stores;

namespace WebhookDispatch;

/// <summary>Adds durable publishing on a store.</summary>
public static class WebhookStoreBuilderExtensions
{
    /// <summary>
    /// Adds <c>IWebhookPublisher</c> and the dispatcher on a store. Packages of stores call it from their own <c>Use…</c>;
    /// call it yourself for a store of your own.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="create">Makes the store; the container disposes it.</param>
    /// <exception cref="InvalidOperationException">A store has been registered already.</exception>
    public static IWebhookDispatchBuilder UseStore(this IWebhookDispatchBuilder builder, Func<IServiceProvider, IWebhookStore> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        if (builder.Services.Any(service => service.ServiceType == typeof(IWebhookStore)))
        {
            throw new InvalidOperationException("A webhook store is registered already. Keep one Use… call: events live in one store.");
        }

        builder.Services.AddSingleton(create);
        AddPublishing(builder.Services);
        AddDispatching(builder.Services);
        AddOperating(builder.Services);
        return builder;
    }

    /// <summary>
    /// Keeps events in this process's memory: for tests and trials. Everything is lost with the process.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <exception cref="InvalidOperationException">A store has been registered already.</exception>
    public static IWebhookDispatchBuilder UseInMemoryStore(this IWebhookDispatchBuilder builder) =>
        builder.UseStore(provider => new InMemoryWebhookStore(provider.GetRequiredService<TimeProvider>()));

    private static void AddPublishing(IServiceCollection services)
    {
        services.AddOptions<EndpointsOptions>();
        services.TryAddSingleton<PublishQuota>();
        services.TryAddSingleton<SecretCanary>();
        services.TryAddSingleton<OpenStore>();
        services.TryAddSingleton<EndpointCodec>();
        services.TryAddSingleton<StoredEndpoints>();
        services.TryAddSingleton<EndpointDirectory>();
        services.Replace(ServiceDescriptor.Singleton<IEndpointLookup>(provider => provider.GetRequiredService<EndpointDirectory>()));
        services.TryAddSingleton<EndpointEditor>();
        services.TryAddSingleton<SecretRenewal>();
        services.TryAddSingleton<EventRows>();
        services.TryAddSingleton<CommitWatch>();
        services.Replace(ServiceDescriptor.Singleton<IWebhookPublisher, WebhookPublisher>());
        services.TryAddSingleton(provider => new Lazy<IWebhookPublisher>(provider.GetRequiredService<IWebhookPublisher>));
    }

    // After the dispatcher: a host starts and stops its services in order.
    private static void AddOperating(IServiceCollection services)
    {
        services.TryAddSingleton<IWebhookEndpoints, WebhookEndpoints>();
        services.TryAddSingleton<IWebhookDeliveries, WebhookDeliveries>();
        services.TryAddSingleton<ReplayQuota>();
        services.TryAddSingleton<ReplayRunner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReplayRunner>(provider => provider.GetRequiredService<ReplayRunner>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, UpkeepService>());
    }

    private static void AddDispatching(IServiceCollection services)
    {
        services.TryAddSingleton<DispatchHealth>();
        services.TryAddSingleton<DispatchAnnouncer>();
        services.TryAddSingleton<IDeliveryTargets, HttpTargets>();
        services.TryAddSingleton<DeliveryRunner>();
        services.TryAddSingleton<EndpointDisabler>();
        services.TryAddSingleton<EndpointHealth>();
        services.TryAddSingleton<SettlementWriter>();
        services.TryAddSingleton<SharedCircuits>();
        services.TryAddSingleton<Dispatcher>();
        services.TryAddSingleton<IHandOff>(provider => provider.GetRequiredService<Dispatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Dispatcher>(provider => provider.GetRequiredService<Dispatcher>()));
    }
}
