using System.ComponentModel;
using System.Text.Json;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

[assembly: AssemblyFixture(typeof(ServerVersions))]

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>Servers of other versions than the one that the machine has, from npm packages; each is started by the first test that needs it.</summary>
public sealed class ServerVersions : IAsyncDisposable
{
    private const string Copy = """cp -R "$1" "$3" && chmod -R a+rX "$2" && chmod a+x "$3"/native/bin/*""";

    private static readonly string Packages = Repository.PathTo("tests", "postgres");

    private readonly Lazy<Task<string?>> _missing = new(InstallAsync);
    private readonly Lazy<Task<PostgresServer>> _oldest;
    private readonly Lazy<Task<PostgresServer>> _newest;

    // Where whoever runs the server may read them: the tests may be in a folder that is theirs alone.
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("webhook-dispatch-postgres-binaries-");

    public ServerVersions()
    {
        _oldest = new(() => StartAsync("postgres-13"));
        _newest = new(() => StartAsync("postgres-18"));
    }

    /// <summary>The oldest that the store is for; a test without it is skipped, and fails under CI.</summary>
    public Task<PostgresServer> GetOldestAsync() => GetAsync(_oldest);

    /// <summary>The newest that there is.</summary>
    public Task<PostgresServer> GetNewestAsync() => GetAsync(_newest);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _oldest, _newest }.Where(server => server.IsValueCreated))
        {
            await (await server.Value).DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<PostgresServer> GetAsync(Lazy<Task<PostgresServer>> server)
    {
        if (await _missing.Value is { } reason)
        {
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", reason);
            Assert.Skip(reason);
        }

        return await server.Value;
    }

    private static async Task<string?> InstallAsync()
    {
        try
        {
            await NpmPackages.InstallAsync(Packages);
            return null;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or TimeoutException)
        {
            return $"Other versions of PostgreSQL are missing, which npm has for Linux on x64: {exception.Message}";
        }
    }

    private async Task<PostgresServer> StartAsync(string package)
    {
        var copy = Path.Combine(_folder.FullName, package);
        await using (var copying = RunningProgram.Start("sh", "-c", Copy, "copy", NpmPackages.PathOf(Packages, package), _folder.FullName, copy))
        {
            Assert.Equal(0, (await copying.EndAsync()).ExitCode);
        }

        // A package cannot hold links; it lists them, for a script of its own to make.
        using var links = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(copy, "native", "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(copy, link.GetProperty("target").GetString()!);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, Path.Combine(copy, link.GetProperty("source").GetString()!));
        }

        return await PostgresServer.StartAsync(Path.Combine(copy, "native", "bin"), PostgresServer.ThrowAway);
    }
}
