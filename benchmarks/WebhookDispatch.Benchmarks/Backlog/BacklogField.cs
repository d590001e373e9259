using System.Diagnostics;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>The stores of as many endpoints, each with its backlog and its host.</summary>
internal sealed class BacklogField(Uri receiver, Uri refusing, int endpoints, int bodyBytes) : IAsyncDisposable
{
    private const int MostOutstanding = 2048;

    private readonly TemporaryFolder _folder = new();
    private readonly List<(StoredHost Host, DeliveryWatch Watch)> _hosts = [];

    public List<IParty> Parties { get; } = [];

    public List<double> FillSeconds { get; } = [];

    public List<long> FileBytes { get; } = [];

    public async Task AddAsync(int rows)
    {
        var file = $"backlog-{Parties.Count}.db";
        var live = new Audience(endpoints, i => new Uri(receiver, $"/hooks/{i}"), bodyBytes: bodyBytes);
        var parked = new Audience(1, _ => refusing, "parked", bodyBytes);
        var started = Stopwatch.GetTimestamp();
        await Hoard.FillAsync(_folder.PathOf(file), rows, live, parked);
        FillSeconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        FileBytes.Add(_folder.SizeOf(file));

        var watch = new DeliveryWatch(MostOutstanding);
        var host = await StoredHost.StartAsync(
            _folder.PathOf(file), [.. live.Endpoints, .. parked.Endpoints], watch, options => options.Dispatching.MaxHandOff = 0);
        _hosts.Add((host, watch));
        Parties.Add(new ClosedLoopParty(FormattableString.Invariant($"{rows} waiting"), host, live, watch, rows));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (host, watch) in _hosts)
        {
            await host.DisposeAsync();
            watch.Dispose();
        }

        _folder.Dispose();
    }
}
