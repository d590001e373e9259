using WebhookDispatch.EntityFrameworkCore.Tests;
using WebhookDispatch.TestKit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace WebhookDispatch.EntityFrameworkCore.Tests;

/// <summary>The one server of this assembly, started by the first test that needs it.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync());
    private int _last;

    /// <summary>An empty database; a test without a server is skipped, and fails under CI.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        if (PostgresServer.Missing is { } reason)
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", reason);
            Assert.Skip(reason);
        }

        return await (await _server.Value).DatabaseAsync($"shop{Interlocked.Increment(ref _last)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
