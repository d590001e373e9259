using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WebhookDispatch.Observing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox;

/// <summary>
/// Makes the inbox's own services and starts and stops what they host. Apart from the application's, because the same
/// dispatcher and the same stores are registered there for what is sent. Clock, logs and meters are the application's.
/// </summary>
internal sealed class InboxHost(InboxRegistration registration, IServiceProvider outer) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly Lazy<ServiceProvider> _services = new(() => Build(registration.Services, outer));
    private readonly Stack<IHostedService> _started = new();

    internal IServiceProvider Services => _services.Value;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Services.GetService<IStartupValidator>()?.Validate();
        foreach (var hosted in Services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(cancellationToken).ConfigureAwait(false);
            _started.Push(hosted);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        while (_started.TryPop(out var hosted))
        {
            await hosted.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Before any service of the host stops: handlers then still have all they need, and nothing new begins.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var hosted in _started.OfType<IHostedLifecycleService>())
        {
            await hosted.StoppingAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _services.IsValueCreated ? _services.Value.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>For containers that are disposed synchronously.</summary>
    public void Dispose()
    {
        if (_services.IsValueCreated)
        {
            _services.Value.Dispose();
        }
    }

    private static ServiceProvider Build(IServiceCollection registered, IServiceProvider outer)
    {
        if (!registered.Any(service => service.ServiceType == typeof(IWebhookStore)))
        {
            throw new InvalidOperationException("The webhook inbox needs a store: add one after AddWebhookInbox, such as .UseSqlite(\"inbox.db\").");
        }

        IServiceCollection services = new ServiceCollection();
        foreach (var service in registered)
        {
            services.Add(Adopt(service, outer));
        }

        services.AddSingleton(new OuterServices(outer));
        services.AddSingleton(outer.GetRequiredService<IOptions<InboxOptions>>().Value);
        services.Replace(ServiceDescriptor.Singleton(outer.GetRequiredService<TimeProvider>()));
        services.Replace(ServiceDescriptor.Singleton(outer.GetRequiredService<ILoggerFactory>()));
        services.Replace(ServiceDescriptor.Singleton(outer.GetRequiredService<IMeterFactory>()));
        return services.BuildServiceProvider();
    }

    // An observer is the application's: what it asks for is registered there.
    private static ServiceDescriptor Adopt(ServiceDescriptor service, IServiceProvider outer) =>
        service.ServiceType == typeof(IWebhookObserver) && service.ImplementationType is { } observer
            ? ServiceDescriptor.Singleton(typeof(IWebhookObserver), _ => ActivatorUtilities.CreateInstance(outer, observer))
            : service;
}
