using System.Net;
using CommandLine;
using Relay;
using Relay.Workflows;
using WebhookDispatch;
using WebhookDispatch.Sqlite;

const string Usage = """
    Relay [--port 5010]             on this machine only; 0 takes a free port
        [--data .]                  the directory of its two stores
        [--secret SECRET]           signs and verifies /webhooks/generic; one is made and shown when none is given
        [--github-secret TEXT] [--stripe-secret whsec_…]
        [--slack-url URL]           where the workflow 'notify' forwards to

    POST /webhook            {event_id, timestamp, event_type, description}: stored once, relayed to every client that listens
    GET  /events             what arrived, the newest first
    POST /clients            {url, event_types}: registers a client endpoint, and answers with its secret
    GET  /clients
    POST /webhooks/generic   signed {workflow_name, inputs}: runs 'notify' or 'escalate', which triggers 'notify' by a webhook
    POST /webhooks/github, /webhooks/stripe: relayed as github.push, stripe.invoice.paid and so on
    """;

if (args is ["help" or "--help" or "-h", ..])
{
    Console.WriteLine(Usage);
    return 0;
}

try
{
    var arguments = RelayArguments.Parse(args);
    var builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.Listen(IPAddress.Loopback, arguments.Port);
        kestrel.Limits.MaxRequestBodySize = 256 * 1024;
    });
    builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddSingleton(arguments);
    builder.Services.AddSingleton<EventRoutes>().AddSingleton<ClientRoutes>().AddSingleton<ProviderRoutes>();
    builder.Services.AddSingleton<WorkflowSteps>().AddSingleton<WorkflowRoutes>().AddSingleton<StartingEndpoints>();
    builder.Services.AddWebhookDispatch(options => options.Egress.AllowLoopback = true).UseSqlite(arguments.Sent);
    builder.Services.AddWebhookInbox().UseSqlite(arguments.Received);

    await using var app = builder.Build();
    app.Services.GetRequiredService<EventRoutes>().Map(app);
    app.Services.GetRequiredService<ClientRoutes>().Map(app);
    app.Services.GetRequiredService<ProviderRoutes>().Map(app);
    app.Services.GetRequiredService<WorkflowRoutes>().Map(app);
    await app.StartAsync();
    await app.Services.GetRequiredService<StartingEndpoints>().SaveAsync(new Uri(app.Urls.First() + WorkflowRoutes.Path), CancellationToken.None);
    Console.WriteLine($"listening on {app.Urls.First()}");
    if (arguments.MadeSecret)
    {
        Console.Error.WriteLine($"No --secret was given. /webhooks/generic takes what is signed with {arguments.Secret.Reveal()}, made for this run.");
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (BadArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine("'Relay help' lists the options.");
    return 2;
}
catch (IOException exception)
{
    Console.Error.WriteLine($"Cannot start: {exception.Message}");
    return 1;
}
