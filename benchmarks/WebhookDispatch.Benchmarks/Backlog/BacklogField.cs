using System.Diagnostics;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Backlog;

/// <summary>The stores of as many endpoints, each with its backlog and its host.</summary>
internal sealed class BacklogField : IAsyncDisposable
{
    private const int MostOutstanding = 2048;

    private readonly TemporaryFolder _folder;
    private readonly StoreUnderLoad _kept;
    private readonly (Uri Receiver, Uri Refusing, int Endpoints, int BodyBytes) _traffic;
    private readonly List<(StoredHost Host, DeliveryWatch Watch)> _hosts = [];

    private BacklogField(TemporaryFolder folder, StoreUnderLoad kept, (Uri Receiver, Uri Refusing, int Endpoints, int BodyBytes) traffic) =>
        (_folder, _kept, _traffic) = (folder, kept, traffic);

    public List<IParty> Parties { get; } = [];

    public List<double> FillSeconds { get; } = [];

    public List<StoreSize> Sizes { get; } = [];

    public static async Task<BacklogField> StartAsync(string store, Uri receiver, Uri refusing, int endpoints, int bodyBytes, bool smoke)
    {
        var folder = new TemporaryFolder();
        return new BacklogField(folder, await StoreUnderLoad.StartAsync(store, folder, isNew: smoke), (receiver, refusing, endpoints, bodyBytes));
    }

    public async Task AddAsync(int rows)
    {
        var (receiver, refusing, endpoints, bodyBytes) = _traffic;
        var where = await _kept.NewAsync($"backlog_{Parties.Count}");
        var live = new Audience(endpoints, i => new Uri(receiver, $"/hooks/{i}"), bodyBytes: bodyBytes);
        var parked = new Audience(1, _ => refusing, "parked", bodyBytes);
        var started = Stopwatch.GetTimestamp();
        await Hoard.FillAsync(where, rows, live, parked);
        FillSeconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        Sizes.Add(await _kept.SizeOfAsync(where));

        var watch = new DeliveryWatch(MostOutstanding);
        var host = await StoredHost.StartAsync(
            where, [.. live.Endpoints, .. parked.Endpoints], watch, options => options.Dispatching.MaxHandOff = 0);
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

        await _kept.DisposeAsync();
        _folder.Dispose();
    }
}
