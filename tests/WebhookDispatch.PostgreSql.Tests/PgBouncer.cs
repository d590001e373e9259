using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>A PgBouncer before a server, which gives each transaction any of three connections.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private const int Connections = 3;

    // A shell stands between: when this process ends in whatever way, its input ends, and it takes the proxy down.
    private const string Guard = """
        pgbouncer -q "$1" >/dev/null 2>&1 &
        read -r _
        kill $!
        wait
        """;

    private readonly Process _guard;
    private readonly string _settings;

    private PgBouncer(Process guard, string settings, string connectionString) => (_guard, _settings, ConnectionString) = (guard, settings, connectionString);

    /// <summary>Leads to the same database through the proxy.</summary>
    internal string ConnectionString { get; }

    internal static async Task<PgBouncer> StartAsync(string connectionString)
    {
        SkipWhereMissing();
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var port = FreePort();
        var settings = Path.Combine(Path.GetTempPath(), $"pgbouncer-{Guid.NewGuid():N}.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            {server.Database} = host={server.Host} port={server.Port} dbname={server.Database} user={server.Username}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = {Connections}
            """);

        // PgBouncer refuses to run as root.
        string[] line = ["sh", "-c", Guard, "guard", settings];
        line = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. line] : line;
        var guard = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() })!;
        server.Port = port;
        server.NoResetOnClose = true;
        return new PgBouncer(guard, settings, server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        File.Delete(_settings);
    }

    private static void SkipWhereMissing()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "pgbouncer"))))
        {
            const string Reason = "No PgBouncer: install it so that pgbouncer is found on PATH.";
            Assert.True(Environment.GetEnvironmentVariable("CI") is null or "", Reason);
            Assert.Skip(Reason);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
