using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.Attempts;
using WebhookDispatch.Connections;
using WebhookDispatch.Endpoints;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Connections;

/// <summary>Who shares connections with whom.</summary>
public sealed class IsolationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [Covers(typeof(SendingOptions), nameof(SendingOptions.IsolateTenants))]
    public async Task Tenants_share_connections_unless_they_are_isolated(bool isolate, int connections)
    {
        var seen = new ConcurrentBag<string>();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, context) =>
        {
            seen.Add(context.Connection.Id);
            return Task.CompletedTask;
        });
        await using var host = new SenderHost(options => options.Sending.IsolateTenants = isolate);

        foreach (var tenant in new[] { "red", "blue", "red", "blue" })
        {
            Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver, tenant) with { Tenant = tenant }, Some.Event(), Token)).Delivered);
        }

        Assert.Equal((4, connections), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task Token_requests_of_isolated_tenants_share_no_connection_either()
    {
        var seen = new ConcurrentBag<string>();
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var server = (await RecordingReceiver.StartAsync()).AnswerWith(async (_, context) =>
        {
            seen.Add(context.Connection.Id);
            await context.Response.WriteAsync("""{"access_token":"t","token_type":"bearer"}""", Token);
        });
        await using var host = new SenderHost(options => options.Sending.IsolateTenants = true);

        foreach (var tenant in new[] { "red", "blue" })
        {
            var client = new OAuthClientCredentials { TokenUrl = server.Url, ClientId = tenant, ClientSecret = Some.Secret };
            Assert.True((await host.Sender.SendAsync(Some.Endpoint(receiver, tenant) with { Tenant = tenant, Authentication = client }, Some.Event(), Token)).Delivered);
        }

        Assert.Equal(2, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_forged_second_answer_reaches_no_other_tenant()
    {
        // The receiver of one tenant answers its request, and then, on the same connection, a request nobody has made yet.
        const string Forged = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
        var posts = 0;
        await using var server = new RawServer(async (_, stream, token) =>
        {
            while (await RawPeer.DrainRequestAsync(stream, token))
            {
                var isFirst = Interlocked.Increment(ref posts) == 1;
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(isFirst
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + Forged
                    : "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\ntrue"), token);
            }
        });
        await using var host = new SenderHost(options =>
        {
            options.Sending.IsolateTenants = true;
            options.Retries.MaxRetries = 0;
        });

        var red = await host.Sender.SendAsync(Some.Endpoint(server.Url, "red") with { Tenant = "red" }, Some.Event(), Token);
        var blue = await host.Sender.SendAsync(Some.Endpoint(server.Url, "blue") with { Tenant = "blue" }, Some.Event(), Token);

        Assert.Equal("delivered", Assert.Single(red.Attempts).Outcome);
        var attempt = Assert.Single(blue.Attempts);
        Assert.Equal(("http_503", "true"), (attempt.Outcome, attempt.ResponseExcerpt));
        Assert.Equal(2, server.Accepted);
    }

    [Fact]
    public async Task Bytes_that_nobody_asked_for_end_a_shared_connection()
    {
        await using var server = new RawServer(RawPeer.AnswersAll("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"));
        await using var host = new SenderHost();

        for (var i = 0; i < 5; i++)
        {
            var result = await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), Token);
            Assert.Null(Assert.Single(result.Attempts).ResponseExcerpt);
        }

        Assert.Equal(5, server.Accepted);
    }

    [Fact]
    public async Task No_more_pools_are_kept_than_the_bound_and_none_that_is_idle_for_long()
    {
        var clock = new TestClock();
        using var pools = new HandlerPools(() => new SocketsHttpHandler { ConnectCallback = (_, _) => throw new IOException() }, clock, most: 2);
        foreach (var tenant in new[] { "a", "b", "c", "d" })
        {
            await UseAsync(pools, tenant);
        }

        Assert.Equal(2, pools.Count);
        clock.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(1));
        await UseAsync(pools, "e");
        Assert.Equal(1, pools.Count);
    }

    private static async Task UseAsync(HandlerPools pools, string tenant)
    {
        var connection = EndpointConnection.Of(Some.Endpoint(new Uri("http://127.0.0.1:9/")) with { Tenant = tenant }, isolateTenants: true, TimeSpan.FromSeconds(15))!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1:9/");
        await Assert.ThrowsAsync<HttpRequestException>(() => pools.SendAsync(connection, request, Token));
    }
}
