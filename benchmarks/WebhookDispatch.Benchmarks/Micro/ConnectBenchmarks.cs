using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>A new connection on this machine, which is the cheapest there is, without the address guard and with it. Both set the same options of the socket.</summary>
public class ConnectBenchmarks : IDisposable
{
    private static readonly EgressOptions Options = new() { AllowLoopback = true };
    private static readonly AddressPolicy Policy = new(Options);

    private readonly IPAddress _public = IPAddress.Parse("93.184.216.34");
    private readonly GuardedConnector _guarded = new(Options, Policy, new SystemNameResolver(), TimeProvider.System, TimeSpan.FromSeconds(5));
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private int _port;

    [GlobalSetup]
    public void Listen()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _ = AcceptAsync();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "connect", Baseline = true)]
    public async Task Connect()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port));
        AddressDialer.NoticeSilence(socket);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        Reset(socket);
    }

    [Benchmark(Description = "connect through the guard")]
    public async Task ConnectGuarded()
    {
        await using var stream = (NetworkStream)await _guarded.ConnectAsync("127.0.0.1", _port, CancellationToken.None);
        Reset(stream.Socket);
    }

    [Benchmark(Description = "verdict on an address")]
    public bool Verdict() => Policy.IsAllowed(_public, 443);

    // An orderly end keeps the port for a minute, and a run makes more connections than there are ports.
    private static void Reset(Socket socket) => socket.LingerState = new LingerOption(true, 0);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                (await _listener.AcceptAsync()).Dispose();
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The run has ended.
        }
    }
}
