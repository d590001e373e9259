using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Receiving;

public sealed class ReceiverAnswerTests : IAsyncLifetime
{
    private const int MaxBody = 1024 * 1024;
    private RunningReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task An_authentic_event_is_acknowledged_within_the_second_and_listed()
    {
        await _receiver.PostAsync(Some.Secret, """{"type":"a.b"}""");
        var started = Stopwatch.GetTimestamp();
        using var answer = await _receiver.PostAsync(Some.Secret, """{ "type": "invoice.paid" }""", id: "evt_paid");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1), "An acknowledgement waits for nothing.");
        Assert.Equal("evt_paid invoice.paid accepted", await _receiver.Program.LineAsync("evt_paid"));
        var arrival = (await _receiver.ReceivedAsync())[1];
        Assert.Equal("evt_paid", arrival.GetProperty("id").GetString());
        Assert.Equal("invoice.paid", arrival.GetProperty("type").GetString());
        Assert.Equal("""{ "type": "invoice.paid" }""", arrival.GetProperty("body").GetString());
        Assert.InRange(TimeProvider.System.GetUtcNow() - arrival.GetProperty("receivedAt").GetDateTimeOffset(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("application/json", arrival.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.False(arrival.GetProperty("headers").TryGetProperty("webhook-signature", out _));
    }

    [Fact]
    public async Task An_event_that_comes_again_is_acknowledged_and_marked()
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _receiver.PostAsync(Some.Secret, "{}", id: "evt_twice");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        Assert.Equal("evt_twice - accepted", await _receiver.Program.LineAsync("evt_twice"));
        Assert.Equal("evt_twice - duplicate", await _receiver.Program.LineAsync("evt_twice"));
        Assert.Equal([false, true], (await _receiver.ReceivedAsync()).Select(arrival => arrival.GetProperty("duplicate").GetBoolean()));
    }

    [Theory]
    [InlineData("wrong secret", "SignatureMismatch")]
    [InlineData("changed body", "SignatureMismatch")]
    [InlineData("another id", "SignatureMismatch")]
    [InlineData("no signature", "MissingHeader")]
    [InlineData("an hour old", "TimestampTooOld")]
    [InlineData("malformed too", "SignatureMismatch")]
    public async Task A_refusal_is_401_without_a_word_and_its_reason_stays_here(string fault, string reason)
    {
        var request = _receiver.Sign(
            fault == "wrong secret" ? WebhookSecret.Generate() : Some.Secret, "{}"u8.ToArray(), age: fault == "an hour old" ? TimeSpan.FromHours(1) : default);
        switch (fault)
        {
            case "changed body":
                request.Content = new StringContent("{ }");
                break;
            case "malformed too":
                request.Content = new StringContent("{");
                break;
            case "another id":
                request.Headers.Remove("webhook-id");
                request.Headers.Add("webhook-id", "evt_another");
                break;
            case "no signature":
                request.Headers.Remove("webhook-signature");
                break;
        }

        using var answer = await _receiver.PostAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain(answer.Headers, header => header.Value.Any(value => value.Contains(reason, StringComparison.OrdinalIgnoreCase)));
        await _receiver.Program.LineAsync($" refused {reason}");
        Assert.Empty(await _receiver.ReceivedAsync());
    }

    [Fact]
    public async Task A_header_on_two_lines_is_refused()
    {
        // HttpClient would join them into one line.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _receiver.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /webhooks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\nwebhook-id: evt_1\r\nwebhook-id: evt_2\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,x\r\n\r\n{}"u8.ToArray(),
            TestContext.Current.CancellationToken);

        var answer = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        await _receiver.Program.LineAsync(" refused DuplicateHeader");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("\uFEFF{}")]
    public async Task An_authentic_body_that_is_not_json_is_400(string body)
    {
        using var answer = await _receiver.PostAsync(Some.Secret, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await _receiver.Program.LineAsync(" malformed");
        Assert.Empty(await _receiver.ReceivedAsync());
    }

    [Fact]
    public async Task An_authentic_body_that_is_not_utf8_is_400()
    {
        using var answer = await _receiver.PostAsync(_receiver.Sign(Some.Secret, [.. "{\"type\":\"a"u8, 0xFF, .. "\"}"u8]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mebibyte_is_taken_and_one_byte_more_is_413(bool chunked)
    {
        foreach (var (length, expected) in new[] { (MaxBody, HttpStatusCode.Accepted), (MaxBody + 1, HttpStatusCode.RequestEntityTooLarge) })
        {
            var request = _receiver.Sign(Some.Secret, Encoding.UTF8.GetBytes($"\"{new string('a', length - 2)}\""));
            request.Headers.TransferEncodingChunked = chunked;

            using var answer = await _receiver.PostAsync(request);

            Assert.Equal(expected, answer.StatusCode);
        }

        await _receiver.Program.LineAsync(" too-large");
        Assert.Single(await _receiver.ReceivedAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_is_405(string method)
    {
        using var answer = await _receiver.PostAsync(new HttpRequestMessage(new HttpMethod(method), _receiver.Url));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("payment.completed", "payment \"pay_8Qm2vX7c\" booked: 4200 \"EUR\"")]
    [InlineData("invoice.paid", "invoice \"inv_2026_000417\" settled")]
    [InlineData("order.placed", "order \"ord_51934\" sent to the warehouse")]
    [InlineData("user.signed_up", "user \"usr_01JPA3X9\" welcomed")]
    [InlineData("charge.succeeded", "charge of event \"evt_3PqL7hK2eZvKYlo21a9XfQbR\" reconciled")]
    public async Task An_event_is_routed_by_its_type(string type, string handled)
    {
        await _receiver.PostAsync(Some.Secret, await File.ReadAllTextAsync(Repository.Payload(type), TestContext.Current.CancellationToken));

        Assert.Equal(handled, await _receiver.Program.ErrorLineAsync(" "));
    }

    [Theory]
    [InlineData("""{"type":"never.heard.of"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""[1,2]""")]
    [InlineData("""null""")]
    public async Task An_event_of_another_type_goes_to_the_default(string body)
    {
        await _receiver.PostAsync(Some.Secret, body);

        Assert.Equal("an event of another type was set aside", await _receiver.Program.ErrorLineAsync(" "));
    }

    [Fact]
    public async Task What_a_stranger_writes_cannot_write_lines_of_its_own()
    {
        using var answer = await _receiver.PostAsync(Some.Secret, """{"type":"a\nevt_forged b \u001b[31m"}""", id: "evt_1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("- - malformed", await _receiver.Program.LineAsync(""));
    }
}
