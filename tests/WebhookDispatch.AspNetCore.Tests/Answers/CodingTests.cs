using System.IO.Compression;
using System.Net;
using System.Text;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

public sealed class CodingTests
{
    private const string Paid = """{"type":"invoice.paid"}""";

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_compressed_body_that_was_not_opted_into_is_answered_415(string coding)
    {
        await using var host = await StartAsync(accept: false);

        using var answer = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Gzip(Paid)).With("Content-Encoding", coding));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("identity", Assert.Single(answer.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("gzip", HttpStatusCode.OK)]
    [InlineData("GZIP", HttpStatusCode.OK)]
    public async Task Opted_in_gzip_is_unpacked_after_its_signature_was_verified_and_nothing_else_is(string coding, HttpStatusCode expected)
    {
        var taken = "";
        await using var host = await StartAsync(accept: true, take: body => taken = body);

        using var answer = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Gzip(Paid)).With("Content-Encoding", coding));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? Paid : "", taken);
    }

    [Fact]
    public async Task A_body_without_compression_is_taken_too()
    {
        await using var host = await StartAsync(accept: true);

        using var plain = await host.SendAsync(SignedRequest.Of(Paid));
        using var identity = await host.SendAsync(SignedRequest.Of(Paid).With("Content-Encoding", "identity"));

        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal(HttpStatusCode.OK, identity.StatusCode);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_beyond_the_limit_is_answered_413()
    {
        await using var host = await StartAsync(accept: true);
        var bomb = Gzip(new string(' ', 64 * 1024) + Paid);

        using var answer = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, bomb).With("Content-Encoding", "gzip"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_coding_says_is_answered_400()
    {
        await using var host = await StartAsync(accept: true);

        using var plain = await host.SendAsync(SignedRequest.Of(Paid).With("Content-Encoding", "gzip"));
        using var cut = await host.SendAsync(SignedRequest.Of(WebhookScheme.Standard, Gzip(Paid)[..^12]).With("Content-Encoding", "gzip"));

        Assert.Equal(HttpStatusCode.BadRequest, plain.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, cut.StatusCode);
    }

    private static Task<ReceiverHost> StartAsync(bool accept, Action<string>? take = null) => ReceiverHost.StartAsync(hooks =>
    {
        hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).On("invoice.paid", webhook =>
        {
            take?.Invoke(Encoding.UTF8.GetString(webhook.Body.Span));
            return Task.CompletedTask;
        });
        hooks.Options.AcceptGzip = accept;
        hooks.Options.MaxDecompressedBytes = 32 * 1024;
    });

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
