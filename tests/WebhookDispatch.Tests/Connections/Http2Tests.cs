using System.Buffers.Binary;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Connections;

/// <summary>HTTP/2, which an endpoint has to ask for, and what a peer may do with it.</summary>
[Collection(nameof(Alone))]
public sealed class Http2Tests : IDisposable
{
    private const int Runs = 5;

    private static readonly byte[] Settings = Frame(4, 0);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(null, HttpProtocols.Http1AndHttp2, "HTTP/1.1")]
    [InlineData(false, HttpProtocols.Http1AndHttp2, "HTTP/1.1")]
    [InlineData(true, HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(true, HttpProtocols.Http1, "HTTP/1.1")]
    [Covers(typeof(EndpointOverrides), nameof(EndpointOverrides.AllowHttp2))]
    [FaultRow(60)]
    public async Task HTTP_2_is_spoken_where_the_endpoint_allows_it_and_the_receiver_takes_it(bool? allowed, HttpProtocols offered, string spoken)
    {
        using var certificate = _authority.Issue();
        string? protocol = null;
        await using var receiver = (await RecordingReceiver.StartAsync(listen: options =>
        {
            options.Protocols = offered;
            options.UseHttps(certificate);
        })).AnswerWith((_, context) =>
        {
            protocol = context.Request.Protocol;
            return Task.CompletedTask;
        });

        var (attempt, _) = await SendAsync(receiver.Url.Port, allowed);

        Assert.Equal(("delivered", spoken), (attempt.Outcome, protocol));
        Assert.NotNull(Assert.Single(receiver.Received).Header("webhook-signature"));
    }

    // .NET sends again, up to three times, what a peer says that it has not processed, on a new connection where the old one ends.
    // The bytes are those of both halves of each connection, with their TLS. A flood of pings is answered until .NET closes the
    // connection, after some megabytes on the wire.
    public static TheoryData<string, string, int, int> Misdeeds => new()
    {
        { "GOAWAY without error", "protocol_error", 4, 512 * 1024 },
        { "GOAWAY with an error, and the end", "protocol_error", 4, 512 * 1024 },
        { "a stream that is refused", "protocol_error", 1, 256 * 1024 },
        { "a stream that fails", "protocol_error", 1, 256 * 1024 },
        { "pings without end", "connection_reset", 1, 4 * 1024 * 1024 },
        { "no answer", "timeout", 1, 256 * 1024 },
    };

    [Theory]
    [MemberData(nameof(Misdeeds))]
    [FaultRow(60)]
    public async Task A_misdeed_on_HTTP_2_has_its_word_within_the_deadline_and_little_memory(string misdeed, string outcome, int connections, int bytes)
    {
        using var certificate = _authority.Issue();
        await using var server = new RawServer(async (_, stream, token) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate, ApplicationProtocols = [SslApplicationProtocol.Http2] }, token);
            await tls.ReadExactlyAsync(new byte[24], token);
            await tls.WriteAsync(Settings, token);
            var streamId = await ReadHeadersAsync(tls, token);
            await (misdeed switch
            {
                "GOAWAY without error" => EndAsync(tls, Frame(7, 0, 0, 0), token),
                "GOAWAY with an error, and the end" => tls.WriteAsync(Frame(7, 0, 0, 1), token).AsTask(),
                "a stream that is refused" => RefuseAsync(tls, streamId, token),
                "a stream that fails" => EndAsync(tls, Frame(3, streamId, 2), token),
                "pings without end" => FloodAsync(tls, Frame(6, 0, 1, 2), token),
                _ => EndAsync(tls, [], token),
            });
        });

        // What a busy machine does meanwhile counts, too, so that the bounds have to hold once and the word each time.
        var runs = new List<(DeliveryAttempt Attempt, long Allocated)>();
        do
        {
            runs.Add(await SendAsync(server.Port, true));
        }
        while (runs.Count < Runs && !(runs.Any(IsInTime) && runs.Any(run => run.Allocated <= bytes)));

        Assert.All(runs, run => Assert.Equal(outcome, run.Attempt.Outcome));
        Assert.Equal(connections * runs.Count, server.Accepted);
        Assert.Contains(runs, IsInTime);
        Assert.True(runs.Any(run => run.Allocated <= bytes), $"allocated {string.Join(", ", runs.Select(run => run.Allocated))} bytes");
    }

    private static bool IsInTime((DeliveryAttempt Attempt, long Allocated) run) => run.Attempt.Duration <= Deadline + TimeSpan.FromMilliseconds(250);

    private static byte[] Frame(byte type, uint streamId, params uint[] payload)
    {
        var frame = new byte[9 + (4 * payload.Length)];
        (frame[2], frame[3]) = ((byte)(4 * payload.Length), type);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), streamId);
        for (var i = 0; i < payload.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(9 + (4 * i)), payload[i]);
        }

        return frame;
    }

    private static async Task<uint> ReadHeadersAsync(Stream stream, CancellationToken token)
    {
        var head = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(head, token);
            await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], token);
            if (head[3] == 1)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(5));
            }
        }
    }

    private static async Task RefuseAsync(Stream stream, uint streamId, CancellationToken token)
    {
        while (true)
        {
            await stream.WriteAsync(Frame(3, streamId, 7), token);
            streamId = await ReadHeadersAsync(stream, token);
        }
    }

    private static async Task EndAsync(Stream stream, byte[] frame, CancellationToken token)
    {
        await stream.WriteAsync(frame, token);
        await stream.CopyToAsync(Stream.Null, token);
    }

    private static async Task FloodAsync(Stream stream, byte[] frame, CancellationToken token)
    {
        // Its answers are read, so that it is the client's choice to end this.
        var reading = stream.CopyToAsync(Stream.Null, token);
        var many = Enumerable.Repeat(frame, 100).SelectMany(bytes => bytes).ToArray();
        while (!reading.IsCompleted)
        {
            await stream.WriteAsync(many, token);
        }
    }

    private async Task<(DeliveryAttempt Attempt, long Allocated)> SendAsync(int port, bool? allowed)
    {
        await using var host = new SenderHost(options =>
        {
            options.Retries.MaxRetries = 0;
            options.Sending.AttemptTimeout = options.Sending.ConnectTimeout = Deadline;
        });
        var endpoint = Some.Endpoint(new Uri($"https://localhost:{port}/hooks")) with
        {
            Tls = new EndpointTls { TrustedAuthorities = _authority.Pem },
            Overrides = new EndpointOverrides { AllowHttp2 = allowed },
        };
        var before = GC.GetTotalAllocatedBytes();
        var result = await host.Sender.SendAsync(endpoint, Some.Event(), TestContext.Current.CancellationToken);
        return (Assert.Single(result.Attempts), GC.GetTotalAllocatedBytes() - before);
    }
}
