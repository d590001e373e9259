using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Outbox;

/// <summary>A PostgreSQL server from the machine's own binaries, in a folder that is removed when this program ends, in whatever way.</summary>
internal sealed class ThrowAwayPostgres : IAsyncDisposable
{
    // A shell stands between: when this program ends its input ends, and it takes the server down.
    private const string Guard = """
        "$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 >"$2/log" 2>&1 &
        read -r _
        "$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1
        wait
        rm -rf "$2"
        """;

    private readonly Process _guard;

    private ThrowAwayPostgres(string connectionString, Process guard) => (ConnectionString, _guard) = (connectionString, guard);

    internal string ConnectionString { get; }

    /// <returns><see langword="null"/> where PostgreSQL is not installed.</returns>
    internal static async Task<ThrowAwayPostgres?> StartAsync()
    {
        if (FindBinaries() is not { } binaries)
        {
            return null;
        }

        var folder = Path.Combine(Path.GetTempPath(), $"webhook-dispatch-outbox-{Guid.CreateVersion7():N}");
        await RunAsync("mkdir", "-m", "700", folder);
        await RunAsync(Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        var port = FreePort();
        var guard = Start("sh", "-c", Guard, "guard", binaries, folder, $"{port}");
        var server = new ThrowAwayPostgres($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", guard);
        await server.WhenReadyAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private async Task WhenReadyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
            }
        }
    }

    private static string? FindBinaries()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin")) : [];
        return onPath.Concat(installed).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    // PostgreSQL refuses to run as root.
    private static Process Start(string program, params string[] arguments)
    {
        string[] line = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        return Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
    }
}
