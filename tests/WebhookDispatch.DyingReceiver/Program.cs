using System.Data.Common;
using System.Net;
using CommandLine;
using Npgsql;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Signing;
using WebhookDispatch.Sqlite;

namespace WebhookDispatch.DyingReceiver;

/// <summary>
/// A receiver for tests: it dies by SIGKILL each time it is about to acknowledge an event it has not died for before, when what
/// the acknowledgement promises is stored and the sender does not know. Its handler writes the event's id into a file.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] given)
    {
        var arguments = new Arguments(given, ["--port", "--secret", "--store", "--postgresql", "--effects", "--deaths", "--mode"], "--hold", "--live");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, arguments.Number("--port", 1, 65535) ?? 0));
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        var inbox = builder.Services.AddWebhookInbox(options => options.Dispatching.Enabled = !arguments.Has("--hold"));
        if (arguments.Optional("--postgresql") is { } database)
        {
            inbox.UsePostgreSql(database);
            builder.Services.AddScoped(_ => new NpgsqlConnection(database));
        }
        else
        {
            inbox.UseSqlite(arguments.Required("--store"));
        }

        await using var app = builder.Build();
        if (!arguments.Has("--live"))
        {
            var deaths = new DeathList(arguments.Required("--deaths"));
            app.Use((context, next) =>
            {
                context.Response.OnStarting(deaths.DieIfDueAsync, context);
                return next(context);
            });
        }

        app.MapWebhooks("/hooks", hooks => Map(hooks, arguments));
        await app.StartAsync();
        Console.WriteLine("listening");
        await app.WaitForShutdownAsync();
    }

    private static void Map(WebhookReceiverBuilder hooks, Arguments arguments)
    {
        hooks.Verify(WebhookScheme.Standard, arguments.Required("--secret"));
        if (arguments.Optional("--postgresql") is not null)
        {
            hooks.InTransaction(BeginAsync).OnOther(InsertAsync);
            return;
        }

        var effects = arguments.Required("--effects");
        var writing = new Lock();
        hooks.Options.Mode = arguments.Optional("--mode") == "store" ? WebhookMode.StoreThenProcess : WebhookMode.Inline;
        hooks.OnOther(TakeEffectAsync);

        // One write of one line: a kill leaves all of it or nothing. Under a lock, because each opening remembers where the end was.
        Task TakeEffectAsync(ReceivedWebhook webhook)
        {
            lock (writing)
            {
                File.AppendAllText(effects, webhook.Id + "\n");
            }

            Console.WriteLine($"effect {webhook.Id}");
            return Task.CompletedTask;
        }
    }

    private static async ValueTask<DbTransaction> BeginAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var connection = services.GetRequiredService<NpgsqlConnection>();
        await connection.OpenAsync(cancellationToken);
        return await connection.BeginTransactionAsync(cancellationToken);
    }

    private static async Task InsertAsync(ReceivedWebhook webhook)
    {
        await using var insert = webhook.Transaction!.Connection!.CreateCommand();
        insert.CommandText = "INSERT INTO effect (id) VALUES ($1)";
        insert.Parameters.Add(new NpgsqlParameter { Value = webhook.Id });
        await insert.ExecuteNonQueryAsync(webhook.Cancellation);
    }
}
