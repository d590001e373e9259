using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace WebhookDispatch.TestKit;

/// <summary>
/// A PostgreSQL server for a test assembly: a throw-away one, made from the machine's own binaries, or an existing one that
/// <c>WEBHOOKDISPATCH_POSTGRES</c> names by a connection string. Where there is neither, tests are skipped; under CI they fail.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The settings of a server whose data nobody needs afterwards.</summary>
    public const string ThrowAway = "-c fsync=off -c max_connections=300";

    private const string Variable = "WEBHOOKDISPATCH_POSTGRES";

    // A shell stands between: when this process ends in whatever way, its input ends, and it takes the server down.
    private const string Guard = """
        "$1/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 $4 >"$2/log" 2>&1 &
        read -r _
        "$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1
        wait
        rm -rf "$2"
        """;

    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _databases = new(StringComparer.Ordinal);
    private readonly string? _binaries;
    private readonly Process? _guard;

    private readonly string _settings;

    private PostgresServer(string connectionString, string? binaries = null, string? folder = null, Process? guard = null, string settings = "")
    {
        _settings = settings;
        ConnectionString = connectionString;
        Folder = folder;
        _binaries = binaries;
        _guard = guard;
    }

    /// <summary>Connects to the server's own database.</summary>
    public string ConnectionString { get; }

    /// <summary>Where its data is; <see langword="null"/> for a server that is not ours.</summary>
    public string? Folder { get; }

    /// <summary>The process that all others of the server descend from; only of a server of ours.</summary>
    public int Postmaster => int.Parse(File.ReadLines(Path.Combine(Folder!, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>Says why there is no server, for a test to be skipped with; <see langword="null"/> when there can be one.</summary>
    public static string? Missing => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || FindBinaries() is not null
        ? null
        : $"No PostgreSQL: install it so that initdb is found, or set {Variable} to a connection string.";

    /// <summary>Starts a server, or connects to the one that is named.</summary>
    /// <param name="settings">More settings, as <c>-c name=value</c>.</param>
    public static Task<PostgresServer> StartAsync(string settings = ThrowAway) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
        ? Task.FromResult(new PostgresServer(given))
        : StartAsync(FindBinaries() ?? throw new InvalidOperationException(Missing), settings);

    /// <summary>Starts a server of these binaries, whatever is installed.</summary>
    public static async Task<PostgresServer> StartAsync(string binaries, string settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), "webhook-dispatch-postgres-" + Guid.NewGuid().ToString("N"));
        await RunAsync("mkdir", "-m", "700", folder);
        await RunAsync(Path.Combine(binaries, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var port = FreePort();
        var guard = Start("sh", "-c", Guard, "guard", binaries, folder, $"{port}", settings);
        var server = new PostgresServer($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", binaries, folder, guard, settings);
        await server.WhenReadyAsync();
        return server;
    }

    /// <summary>The connection string of a database of this name, which is made when it is first asked for.</summary>
    public Task<string> DatabaseAsync(string name) => _databases.GetOrAdd(name, one => new Lazy<Task<string>>(() => CreateAsync(one))).Value;

    /// <summary>Does something as the server's own administrator.</summary>
    public async Task ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = new NpgsqlConnection(connectionString ?? ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends all connections to a database and waits until they are gone.</summary>
    public async Task EndConnectionsAsync(string database) => await ExecuteAsync($"""
        DO $$
        DECLARE ended integer;
        BEGIN
          LOOP
            SELECT count(pg_terminate_backend(pid)) INTO ended FROM pg_stat_activity WHERE datname = '{database}' AND pid <> pg_backend_pid();
            EXIT WHEN ended = 0;
            PERFORM pg_sleep(0.01), pg_stat_clear_snapshot();
          END LOOP;
        END $$
        """);

    /// <summary>Stops the server as said, <c>fast</c> or <c>immediate</c>, and starts it again.</summary>
    public async Task RestartAsync(string mode)
    {
        await RunAsync(Path.Combine(_binaries!, "pg_ctl"), "-D", Path.Combine(Folder!, "data"), "-m", mode, "stop");
        await StartAgainAsync();
    }

    /// <summary>Starts the server again after it has died.</summary>
    public async Task StartAgainAsync()
    {
        var port = new NpgsqlConnectionStringBuilder(ConnectionString).Port;
        string[] start =
        [
            "-D", Path.Combine(Folder!, "data"), "-l", Path.Combine(Folder!, "log"),
            "-o", $"-k {Folder} -p {port} -c listen_addresses=127.0.0.1 {_settings}", "-w", "start",
        ];

        // The processes of one that was killed hold its memory until they notice.
        while (await RunToEndAsync(Path.Combine(_binaries!, "pg_ctl"), start) != 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        await WhenReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_guard is not null)
        {
            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync();
            _guard.Dispose();
        }
    }

    private async Task<string> CreateAsync(string name)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
        await ExecuteAsync($"CREATE DATABASE \"{name}\"");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    private async Task WhenReadyAsync()
    {
        var patience = Patience.Token;
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
            }
        }
    }

    private static string? FindBinaries()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = System.IO.Directory.Exists("/usr/lib/postgresql") ? System.IO.Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(folder => Path.Combine(folder, "bin")) : [];
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
        if (await RunToEndAsync(program, arguments) is not 0 and var code)
        {
            throw new InvalidOperationException($"{program} ended with {code}.");
        }
    }

    private static async Task<int> RunToEndAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        _ = await process.StandardOutput.ReadToEndAsync(Patience.Token);
        await process.WaitForExitAsync(Patience.Token);
        return process.ExitCode;
    }

    // PostgreSQL refuses to run as root.
    private static Process Start(string program, params string[] arguments)
    {
        string[] line = IsRoot ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }
}
