using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Sending;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.TestKit;

/// <summary>A container as an application builds it, with loopback allowed and logs recorded. A test states only the difference.</summary>
public sealed class SenderHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SenderHost(Action<WebhookDispatchOptions>? options = null, Action<IWebhookDispatchBuilder>? build = null, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        services.AddLogging(logging => logging.AddProvider(Logs).AddProvider(new LeakLoggers(LeakWatch.OfThisRun)).SetMinimumLevel(LogLevel.Trace));
        var builder = services.AddWebhookDispatch(set =>
        {
            set.Egress.AllowLoopback = true;
            set.Retries.BaseDelay = TimeSpan.FromMilliseconds(1);
            options?.Invoke(set);
        });
        build?.Invoke(builder);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public RecordedLogs Logs { get; } = new();

    public IServiceProvider Services => _services;

    public IWebhookSender Sender => _services.GetRequiredService<IWebhookSender>();

    public IWebhookDeadLetters DeadLetters => _services.GetRequiredService<IWebhookDeadLetters>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
