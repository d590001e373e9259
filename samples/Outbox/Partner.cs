using System.Net;
using System.Text;
using System.Threading.Channels;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.Signing;

namespace Outbox;

/// <summary>A partner's system, which receives the shop's webhooks.</summary>
internal sealed class Partner : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<string> _told;

    private Partner(WebApplication app, Channel<string> told) => (_app, _told) = (app, told);

    internal string Url => $"{_app.Urls.Single()}/hooks";

    internal static async Task<Partner> StartAsync(WebhookSecret secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var told = Channel.CreateUnbounded<string>();
        app.MapWebhooks("/hooks", hooks => hooks
            .Verify(WebhookScheme.Standard, secret.Reveal())
            .On("order.placed", webhook => told.Writer.WriteAsync($"{webhook.Type} {Encoding.UTF8.GetString(webhook.Body.Span)}").AsTask()));
        await app.StartAsync();
        return new Partner(app, told);
    }

    internal async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _told.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
