using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
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
        return builder;
    }

    private static void AddPublishing(IServiceCollection services)
    {
        services.AddOptions<EndpointsOptions>();
        services.TryAddSingleton<OpenStore>();
        services.TryAddSingleton<EndpointDirectory>();
        services.TryAddSingleton<EndpointEditor>();
        services.Replace(ServiceDescriptor.Singleton<IWebhookPublisher, WebhookPublisher>());
        services.TryAddSingleton(provider => new Lazy<IWebhookPublisher>(provider.GetRequiredService<IWebhookPublisher>));
    }

    private static void AddDispatching(IServiceCollection services)
    {
        services.TryAddSingleton<DispatchHealth>();
        services.TryAddSingleton<DispatchAnnouncer>();
        services.TryAddSingleton<DeliveryRunner>();
        services.TryAddSingleton<GoneEndpoints>();
        services.TryAddSingleton<SettlementWriter>();
        services.TryAddSingleton<Dispatcher>();
        services.TryAddSingleton<IHandOff>(provider => provider.GetRequiredService<Dispatcher>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Dispatcher>(provider => provider.GetRequiredService<Dispatcher>()));
    }
}
