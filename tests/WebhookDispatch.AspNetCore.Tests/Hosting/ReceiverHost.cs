using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Hosting;

/// <summary>An application on real Kestrel that maps one receiver, on a clock that stands still.</summary>
internal sealed class ReceiverHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReceiverHost(WebApplication app, RecordedLogs logs, TestClock clock)
    {
        (_app, Logs, Clock) = (app, logs, clock);
        Url = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Url };
    }

    public Uri Url { get; }

    public HttpClient Client { get; }

    public RecordedLogs Logs { get; }

    public TestClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<ReceiverHost> StartAsync(Action<WebhookReceiverBuilder> configure, Action<IServiceCollection>? services = null, string pattern = "/hooks") =>
        StartAsync(services, (app, _) => app.MapWebhooks(pattern, configure));

    public static async Task<ReceiverHost> StartAsync(Action<IServiceCollection>? services, Action<WebApplication, TestClock> map, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var (logs, clock) = (new RecordedLogs(), new TestClock());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddSingleton<TimeProvider>(clock);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        map(app, clock);
        await app.StartAsync();
        return new ReceiverHost(app, logs, clock);
    }

    public Task<HttpResponseMessage> SendAsync(SignedRequest request, string path = "/hooks") => Client.SendAsync(request.ToMessage(path), Patience.Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
