using System.Net;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Egress;

/// <summary>Proxies that the environment names, which every .NET handler uses unless it is told not to.</summary>
[Collection(nameof(Alone))]
public sealed class EnvironmentProxyTests
{
    private static readonly string[] Variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

    [Fact]
    public async Task No_proxy_of_the_environment_is_ever_used()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var proxy = new RawServer(RawPeer.Answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var before = Variables.Append("NO_PROXY").ToDictionary(name => name, Environment.GetEnvironmentVariable);
        var defaultBefore = HttpClient.DefaultProxy;
        try
        {
            foreach (var name in Variables)
            {
                Environment.SetEnvironmentVariable(name, $"http://127.0.0.1:{proxy.Port}");
            }

            // .NET reads the variables once; whichever test was first, this is what they would have made.
            Environment.SetEnvironmentVariable("NO_PROXY", "");
            HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{proxy.Port}");

            Assert.Equal("delivered", (await Attempted.OnceAsync(receiver.Url)).Outcome);
            Assert.Equal((1, 0), (receiver.Received.Count, proxy.Accepted));

            // The check itself can fail: an ordinary handler goes to the proxy.
            using var ordinary = new HttpClient();
            using var answer = await ordinary.GetAsync(new Uri("http://hooks.acme-receiver.com/"), TestContext.Current.CancellationToken);
            Assert.Equal(1, proxy.Accepted);
        }
        finally
        {
            HttpClient.DefaultProxy = defaultBefore;
            foreach (var (name, value) in before)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
}
