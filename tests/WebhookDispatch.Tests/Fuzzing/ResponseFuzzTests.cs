using System.Text;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Fuzzing;

/// <summary>Answers, mutated without end and sent over a real socket: every attempt ends with a word, in time.</summary>
public sealed class ResponseFuzzTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Corpus =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        "HTTP/1.0 200 OK\r\nSet-Cookie: a=b\r\nContent-Encoding: gzip\r\n\r\n\u001f\u008b",
    ];

    [Fact]
    public async Task Every_answer_whatever_ends_an_attempt_with_a_word_and_in_time()
    {
        var answer = "";
        await using var server = new RawServer((socket, stream, token) => RawPeer.Answers(Encoding.Latin1.GetBytes(Volatile.Read(ref answer)))(socket, stream, token));
        await using var host = new SenderHost(options =>
        {
            options.Sending.AttemptTimeout = options.Sending.ConnectTimeout = Deadline;
            options.Retries.MaxRetries = 0;
            options.CircuitBreaker.ConsecutiveFailures = 1000;
            options.CircuitBreaker.MinimumThroughput = 100_000;
            options.DeadLetters.MemoryCapacity = 1;
        });
        var mutator = new Mutator(FuzzTime.Seed);
        foreach (var round in FuzzTime.Rounds())
        {
            Volatile.Write(ref answer, mutator.Mutate(mutator.Pick(Corpus)));
            var attempt = Assert.Single((await host.Sender.SendAsync(Some.Endpoint(server.Url, $"acme{round / 100}"), Some.Event(), TestContext.Current.CancellationToken)).Attempts);

            var told = $"Seed {FuzzTime.Seed}, round {round}, {Convert.ToHexString(Encoding.Latin1.GetBytes(answer))}: {attempt}";
            Assert.True(Enum.IsDefined(attempt.Failure) && attempt.Failure is not (AttemptFailure.BlockedAddress or AttemptFailure.Misconfigured), told);
            Assert.True(attempt.Succeeded == attempt.StatusCode is >= 200 and <= 299, told);
            Assert.True(attempt.Duration < TimeSpan.FromSeconds(10), told);
        }
    }
}
