using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Npgsql;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Rivals;

namespace WebhookDispatch.Benchmarks.ByHand;

/// <summary>
/// The least that stores before it sends, written by hand for PostgreSQL: one statement for each group of events, then a signed POST by one of
/// as many callers as <c>raw</c> has, then one statement for each group that was delivered. No lease, no retry, no recovery, no endpoints, no
/// circuit breaker. What a library can come near to, on the machine of the run.
/// </summary>
internal sealed class Outbox : QueuedParty
{
    private readonly Channel<string> _stored = Channel.CreateUnbounded<string>();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly HttpClient _client = new();
    private readonly Uri _url;
    private readonly byte[] _body;
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _storing;
    private readonly NpgsqlConnection _marking;
    private readonly NpgsqlCommand _insert;
    private readonly NpgsqlCommand _mark;
    private readonly Groups<string> _events;
    private readonly Groups<string> _delivered;
    private readonly Func<TimeSpan> _serverTime;
    private readonly Task[] _senders;

    private Outbox(NpgsqlDataSource source, NpgsqlConnection storing, NpgsqlConnection marking, Uri url, byte[] body, (int Callers, int MostOutstanding) limits, Func<TimeSpan> serverTime)
        : base("by hand", limits.MostOutstanding)
    {
        (_source, _storing, _marking, _url, _body, _serverTime) = (source, storing, marking, url, body, serverTime);
        _insert = new NpgsqlCommand("INSERT INTO outbox (id, body) SELECT unnest($1), unnest($2)", storing)
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [] }, new NpgsqlParameter<byte[][]> { TypedValue = [] } },
        };
        _mark = new NpgsqlCommand("INSERT INTO delivered (id, delivered_at) SELECT unnest($1), now()", marking) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = [] } } };
        _insert.Prepare();
        _mark.Prepare();
        _events = new Groups<string>(InsertAsync);
        _delivered = new Groups<string>(MarkAsync);
        _senders = [.. Enumerable.Range(0, limits.Callers).Select(_ => Task.Run(SendAsync))];
    }

    public static async Task<Outbox> StartAsync(string database, Uri url, byte[] body, (int Callers, int MostOutstanding) limits, Func<TimeSpan> serverTime)
    {
        var source = NpgsqlDataSource.Create(database);
        await using var create = source.CreateCommand(
            "CREATE TABLE outbox (id text COLLATE \"C\" PRIMARY KEY, body bytea NOT NULL); CREATE TABLE delivered (id text COLLATE \"C\" PRIMARY KEY, delivered_at timestamptz NOT NULL)");
        await create.ExecuteNonQueryAsync();
        return new Outbox(source, await source.OpenConnectionAsync(), await source.OpenConnectionAsync(), url, body, limits, serverTime);
    }

    public override Task<StoreWork> ReadWorkAsync() => Task.FromResult(new StoreWork(0, 0, _serverTime()));

    public override async ValueTask DisposeAsync()
    {
        _stored.Writer.TryComplete();
        await Task.WhenAll(_senders);
        await _insert.DisposeAsync();
        await _mark.DisposeAsync();
        await _storing.DisposeAsync();
        await _marking.DisposeAsync();
        await _source.DisposeAsync();
        _client.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task StoreAsync()
    {
        var id = Guid.CreateVersion7().ToString("N");
        await _events.WriteAsync(id);
        _stored.Writer.TryWrite(id);
    }

    private Task<int> InsertAsync(IReadOnlyList<string> ids)
    {
        ((NpgsqlParameter<string[]>)_insert.Parameters[0]).TypedValue = [.. ids];
        ((NpgsqlParameter<byte[][]>)_insert.Parameters[1]).TypedValue = [.. ids.Select(_ => _body)];
        return _insert.ExecuteNonQueryAsync();
    }

    private async Task MarkAsync(IReadOnlyList<string> ids)
    {
        ((NpgsqlParameter<string[]>)_mark.Parameters[0]).TypedValue = [.. ids];
        await _mark.ExecuteNonQueryAsync();
        Delivered(ids.Count);
    }

    private async Task SendAsync()
    {
        await foreach (var id in _stored.Reader.ReadAllAsync())
        {
            var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            using var request = new HttpRequestMessage(HttpMethod.Post, _url)
            {
                Content = new ByteArrayContent(_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                Headers = { { "webhook-id", id }, { "webhook-timestamp", timestamp }, { "webhook-signature", Sign($"{id}.{timestamp}.") } },
            };
            using var response = await _client.SendAsync(request);
            response.EnsureSuccessStatusCode();
            _ = _delivered.WriteAsync(id);
        }
    }

    private string Sign(string head)
    {
        Span<byte> signed = stackalloc byte[head.Length + _body.Length];
        Encoding.ASCII.GetBytes(head, signed);
        _body.CopyTo(signed[head.Length..]);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, signed))}";
    }
}
