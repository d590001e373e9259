using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.TestKit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>The one server of this assembly, started by the first test that needs it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());

    /// <summary>The server; a test without one is skipped, and fails under CI.</summary>
    public Task<PostgresServer> GetAsync()
    {
        if (PostgresServer.Missing is { } reason)
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", reason);
            Assert.Skip(reason);
        }

        return _server.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
