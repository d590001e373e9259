using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>
/// The outbox as it is written by hand: a row is saved for each webhook, and a background loop polls for rows that are not
/// sent, sends them and marks them.
/// </summary>
internal sealed class OutboxParty : IParty, IAsyncDisposable
{
    public const string Settings = "a context of a pool for each call; polls for 256 rows, sends 64 at once, saves the marks together, sleeps 100 ms when it finds none";

    private const int MostOutstanding = 512;
    private const int AtOnce = 256;

    private readonly SemaphoreSlim _room = new(MostOutstanding);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _body = SamplePayload.Create();
    private readonly IDbContextFactory<OutboxContext> _contexts;
    private readonly Uri _url;
    private readonly Task _polling;

    public OutboxParty(string name, IDbContextFactory<OutboxContext> contexts, Uri url)
    {
        Name = name;
        _contexts = contexts;
        _url = url;
        _polling = Task.Run(PollAsync);
    }

    public string Name { get; }

    public async Task DriveAsync(Worker worker)
    {
        while (true)
        {
            await _room.WaitAsync();
            if (!worker.Next())
            {
                _room.Release();
                return;
            }

            await using var context = await _contexts.CreateDbContextAsync();
            context.Messages.Add(new OutboxMessage { EventId = Guid.NewGuid().ToString(), Body = _body });
            await context.SaveChangesAsync();
            worker.Record(delivered: true);
        }
    }

    public async Task FinishAsync()
    {
        while (_room.CurrentCount < MostOutstanding)
        {
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
    }

    private async Task PollAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var context = await _contexts.CreateDbContextAsync(_stop.Token);
            var due = await context.Messages.Where(message => message.SentAt == null).OrderBy(message => message.Id).Take(AtOnce).ToListAsync(_stop.Token);
            if (due.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _stop.Token);
                continue;
            }

            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 64 }, SendAsync);
            await context.SaveChangesAsync();
            _room.Release(due.Count);
        }
    }

    private async ValueTask SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{message.EventId}.{timestamp}.{Encoding.UTF8.GetString(message.Body)}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(message.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { { "webhook-id", message.EventId }, { "webhook-timestamp", timestamp }, { "webhook-signature", $"v1,{Convert.ToBase64String(mac)}" } },
        };
        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        message.SentAt = TimeProvider.System.GetUtcNow().UtcDateTime;
    }
}
