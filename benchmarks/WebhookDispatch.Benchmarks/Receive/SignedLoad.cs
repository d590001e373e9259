using System.Net.Sockets;
using WebhookDispatch.Benchmarks.Measuring;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>Callers that each keep one connection and send one signed event after another, every one under an id of its own.</summary>
/// <param name="name">The application.</param>
/// <param name="url">Where it listens.</param>
/// <param name="serverTime">The processor time of the server it uses; <see langword="null"/> when it uses none.</param>
internal sealed class SignedLoad(string name, Uri url, Func<TimeSpan>? serverTime) : IParty
{
    internal const string Path = "/hooks";

    /// <summary>Not a secret: of this benchmark only.</summary>
    internal const string SecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    internal static readonly WebhookSecret Secret = WebhookSecret.Parse(SecretText);

    private static long _ids;

    private SignedId[] _signed = [];
    private int _taken;

    public string Name => name;

    /// <summary>Signs, which is the work of senders and would be a fifth of the load's.</summary>
    public void Prepare(int deliveries)
    {
        var request = new SignedRequestBytes(url, Secret);
        _signed = [.. Enumerable.Range(0, deliveries).Select(_ => request.Sign(Interlocked.Increment(ref _ids)))];
        _taken = 0;
    }

    public Task<StoreWork> ReadWorkAsync() => Task.FromResult(new StoreWork(0, 0, serverTime?.Invoke() ?? TimeSpan.Zero));

    public async Task DriveAsync(Worker worker)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        var request = new SignedRequestBytes(url, Secret);
        var answer = new byte[1024];
        while (worker.Next())
        {
            await stream.WriteAsync(request.With(Next(request)));
            var length = 0;
            while (!answer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                var read = await stream.ReadAsync(answer.AsMemory(length));
                length += read > 0 ? read : throw new IOException("The application closed the connection.");
            }

            // "HTTP/1.1 2xx", and nothing but headers: every application answers without a body.
            worker.Record(answer.AsSpan(0, length).StartsWith("HTTP/1.1 2"u8));
        }
    }

    private SignedId Next(SignedRequestBytes request) =>
        Interlocked.Increment(ref _taken) - 1 is var taken && taken < _signed.Length ? _signed[taken] : request.Sign(Interlocked.Increment(ref _ids));
}
