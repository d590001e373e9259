using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace WebhookDispatch.TestKit;

/// <summary>A real Kestrel host on a loopback port that records what it gets and answers as told.</summary>
public sealed class RecordingReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _received = new();
    private readonly Channel<ReceivedRequest> _arrivals = Channel.CreateUnbounded<ReceivedRequest>();
    private Func<ReceivedRequest, HttpContext, Task> _answer = (_, context) => Answer(context, 200);
    private int _count;

    private RecordingReceiver(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<ReceivedRequest> Received => [.. _received];

    /// <param name="port">0 for any that is free.</param>
    /// <param name="listen">Sets how it listens, such as over TLS.</param>
    public static async Task<RecordingReceiver> StartAsync(int port = 0, Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, options => listen?.Invoke(options));
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var app = builder.Build();
        var receiver = new RecordingReceiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        receiver.Url = new Uri($"{app.Urls.Single()}/hooks/{Canary.Path}?key={Canary.Query}");
        return receiver;
    }

    /// <summary>Answers every further request with this status.</summary>
    public RecordingReceiver AnswerWith(int status) => AnswerWith((_, context) => Answer(context, status));

    /// <summary>Answers the first requests with these statuses, in order, and all after them with the last.</summary>
    public RecordingReceiver AnswerInTurn(params int[] statuses)
    {
        var turn = -1;
        return AnswerWith((_, context) => Answer(context, statuses[Math.Min(Interlocked.Increment(ref turn), statuses.Length - 1)]));
    }

    public RecordingReceiver AnswerWith(Func<ReceivedRequest, HttpContext, Task> answer)
    {
        _answer = answer;
        return this;
    }

    /// <summary>The next request that has not been waited for yet.</summary>
    public ValueTask<ReceivedRequest> NextAsync() => _arrivals.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = new ReceivedRequest(
            context.Request.Method,
            context.Request.Path,
            [.. context.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))],
            body.ToArray(),
            Interlocked.Increment(ref _count));
        _received.Enqueue(request);
        _arrivals.Writer.TryWrite(request);
        await _answer(request, context);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
