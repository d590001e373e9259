using System.Net;
using CommandLine;
using Trigger;
using WebhookDispatch;

const string Usage = """
    Trigger [--port 5006]           on this machine only; 0 takes a free port
        [--url http://127.0.0.1:5005/webhooks]
        [--secret SECRET]           signs; one is made and shown when none is given
        [--every 10s]               the pace of the timer

    GET /trigger sends an event with the time and a random value, and answers what came of it. The timer sends one, too.
    """;

if (args is ["help" or "--help" or "-h", ..])
{
    Console.WriteLine(Usage);
    return 0;
}

try
{
    var arguments = TriggerArguments.Parse(args);
    var builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, arguments.Port));
    builder.Logging.ClearProviders();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton(arguments);
    builder.Services.AddSingleton(arguments.ToEndpoint());
    builder.Services.AddSingleton<TriggerSender>();
    builder.Services.AddHostedService<TriggerTimer>();
    builder.Services.AddWebhookDispatch(options =>
    {
        options.Egress.AllowLoopback = true;
        options.Retries.MaxRetries = 2; // the answer of GET /trigger waits for them
        options.Retries.BaseDelay = TimeSpan.FromMilliseconds(200);
    });

    await using var app = builder.Build();
    app.MapGet("/trigger", async (TriggerSender sender, CancellationToken cancellationToken) =>
    {
        var report = await sender.SendAsync("request", cancellationToken);
        return Results.Json(report, TriggerJson.Default.TriggerReport, statusCode: report.Delivered ? 200 : 502);
    });
    await app.StartAsync();
    Console.WriteLine($"listening on {app.Urls.First()}/trigger");
    if (arguments.MadeSecret)
    {
        Console.Error.WriteLine($"No --secret was given. Signing with {arguments.Secret.Reveal()}, made for this run: give it to the receiver.");
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (BadArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine("'Trigger help' lists the options.");
    return 2;
}
catch (IOException exception)
{
    Console.Error.WriteLine($"Cannot listen: {exception.Message}");
    return 1;
}
