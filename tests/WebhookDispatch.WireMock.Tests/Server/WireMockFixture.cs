using WebhookDispatch.WireMock.Tests.Server;

[assembly: AssemblyFixture(typeof(WireMockFixture))]

namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>One WireMock for all tests. Where it cannot run, tests are skipped on a developer's machine and fail in CI.</summary>
public sealed class WireMockFixture : IAsyncLifetime
{
    private WireMockProcess? _process;
    private WireMockServer? _server;
    private string _missing = "WireMock was not started.";

    public async ValueTask InitializeAsync()
    {
        try
        {
            _process = await WireMockProcess.StartAsync();
            _server = new WireMockServer(_process.Url);
            await _server.EnsureHealthyAsync();
        }
        catch (WireMockMissingException missing) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            _missing = missing.Message;
        }
    }

    /// <summary>A receiver that no other test knows of.</summary>
    public WireMockReceiver NewReceiver()
    {
        Assert.SkipWhen(_server is null, _missing);
        return new WireMockReceiver(_server!);
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
