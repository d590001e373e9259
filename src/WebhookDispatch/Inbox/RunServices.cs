using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch.Inbox;

/// <summary>The services of a run, in a scope that is only made for handlers that ask for one: most of the cost of a scope is that it exists.</summary>
internal sealed class RunServices(IServiceProvider provider) : IKeyedServiceProvider, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private AsyncServiceScope? _scope;
    private bool _hasEnded;

    /// <summary>Whether there is a scope to end.</summary>
    internal bool AreInUse
    {
        get
        {
            lock (_gate)
            {
                return _scope is not null;
            }
        }
    }

    public object? GetService(Type serviceType) => Scoped().GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed().GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed().GetRequiredKeyedService(serviceType, serviceKey);

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _hasEnded = true;
            return _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
        }
    }

    private IServiceProvider Scoped()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_hasEnded, typeof(IServiceProvider));
            return (_scope ??= provider.CreateAsyncScope()).ServiceProvider;
        }
    }

    private IKeyedServiceProvider Keyed() =>
        Scoped() as IKeyedServiceProvider ?? throw new InvalidOperationException("The application's services have no keys.");
}
