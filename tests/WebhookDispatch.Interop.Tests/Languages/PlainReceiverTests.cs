using System.Net;
using System.Net.Sockets;
using System.Text;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Languages;

public sealed class PlainReceiverTests
{
    [Theory]
    [InlineData("flask_receiver.py")]
    [InlineData("receiver.mjs")]
    [InlineData("Receiver.java")]
    public async Task A_receiver_in_another_language_takes_what_we_sign_once_and_nothing_else(string file)
    {
        await using var receiver = PlainPrograms.Start(file, "0", Some.SecretText);
        var url = new Uri((await receiver.LineAsync("listening on ")).Split(' ')[^1]);
        var payload = "@" + Repository.Payload("order.placed");

        var first = await Send.RunAsync(url, "--secret", Some.SecretText, "--data", payload, "--id", "evt_right");
        var again = await Send.RunAsync(url, "--secret", Some.SecretText, "--data", payload, "--id", "evt_right");
        var wrong = await Send.RunAsync(url, "--secret", WebhookSecret.Generate().Reveal(), "--data", payload, "--id", "evt_wrong", "--retries", "0");
        var stale = await PostStaleAsync(url);

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.True(wrong.ExitCode == 1, wrong.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, stale);
        foreach (var line in new[] { "evt_right accepted", "evt_right duplicate", "evt_wrong refused", "evt_stale refused" })
        {
            Assert.Equal(line, await receiver.LineAsync("evt_"));
        }
    }

    [Theory]
    [InlineData("receiver.py")]
    [InlineData("flask_receiver.py")]
    [InlineData("receiver.mjs")]
    [InlineData("Receiver.java")]
    public async Task A_body_that_is_far_too_long_stops_no_receiver(string file)
    {
        await using var receiver = PlainPrograms.Start(file, "0", Some.SecretText);
        var url = new Uri((await receiver.LineAsync("listening on ")).Split(' ')[^1]);

        await SendAsync(url, [.. "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8388608\r\n\r\n"u8, .. new byte[8 * 1024 * 1024]]);
        await SendAsync(url, [.. "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"u8, .. Enumerable.Repeat("400\r\n" + new string('x', 1024) + "\r\n", 8 * 1024).SelectMany(Encoding.ASCII.GetBytes)]);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostStaleAsync(url));
    }

    private static async Task SendAsync(Uri url, byte[] request)
    {
        using var client = new TcpClient(url.Host, url.Port);
        try
        {
            await client.GetStream().WriteAsync(request, Patience.Token);
        }
        catch (IOException)
        {
            // It closed the connection with most of it unread.
        }
    }

    [Fact]
    public async Task A_length_below_zero_is_no_leave_to_send_without_end()
    {
        await using var receiver = PlainPrograms.Start("receiver.py", "0", Some.SecretText);
        var url = new Uri((await receiver.LineAsync("listening on ")).Split(' ')[^1]);

        using var client = new TcpClient(url.Host, url.Port);
        await client.GetStream().WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"u8.ToArray(), Patience.Token);
        using var answer = new StreamReader(client.GetStream());

        Assert.Contains(" 413 ", await answer.ReadLineAsync(Patience.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("receiver.py")]
    [InlineData("flask_receiver.py")]
    [InlineData("receiver.mjs")]
    [InlineData("Receiver.java")]
    [InlineData("sender.py")]
    [InlineData("sender.mjs")]
    public void None_needs_more_than_forty_lines(string file) => Assert.InRange(File.ReadAllLines(PlainPrograms.PathTo(file)).Length, 1, 40);

    private static async Task<HttpStatusCode> PostStaleAsync(Uri url)
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Headers.Add("webhook-id", "evt_stale");
        request.Headers.Add("webhook-timestamp", $"{before}");
        request.Headers.Add("webhook-signature", new WebhookSigner(WebhookScheme.Standard, Some.Secret).Sign("evt_stale", before, "{}"u8));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
