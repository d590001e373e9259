using System.Net;
using System.Net.Sockets;
using System.Text;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Stands between a client and the server, and ends a connection after the server has done what was asked and before it can say so.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _server;
    private byte[]? _word;
    private int _cut;

    private CuttingProxy(int server) => _server = server;

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many answers were withheld.</summary>
    internal int Cut => _cut;

    internal static CuttingProxy Start(int server)
    {
        var proxy = new CuttingProxy(server);
        proxy._listener.Start();
        _ = proxy.AcceptAsync();
        return proxy;
    }

    /// <summary>Withholds the answer to the next request that contains a word, and ends its connection.</summary>
    internal void CutAnswersThatContain(string word) => Volatile.Write(ref _word, Encoding.UTF8.GetBytes(word));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            _ = CarryAsync(client);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            var (here, there) = (client.GetStream(), server.GetStream());
            var isDoomed = new StrongBox();
            await Task.WhenAny(
                PumpAsync(here, there, request =>
                {
                    if (Volatile.Read(ref _word) is { } word && request.Span.IndexOf(word) >= 0)
                    {
                        Volatile.Write(ref _word, null);
                        isDoomed.Value = true;
                    }

                    return true;
                }),
                PumpAsync(there, here, answer =>
                {
                    // 'Z' as the last message: the transaction has ended.
                    if (isDoomed.Value && answer.Span is [.., (byte)'Z', 0, 0, 0, 5, _])
                    {
                        Interlocked.Increment(ref _cut);
                        return false;
                    }

                    return !isDoomed.Value;
                }));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, bool> look)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is > 0 and var count)
        {
            if (look(buffer.AsMemory(0, count)))
            {
                await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
            else if (Cut > 0)
            {
                return;
            }
        }
    }

    private sealed class StrongBox
    {
        internal volatile bool Value;
    }
}
