using CommandLine;
using Receiver;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Observing;

const string Usage = """
    Receiver [--port 5005]          on this machine only; 0 takes a free port
        [--secret SECRET]…          any of them may have signed; one is made and shown when none is given
        [--scheme standard|github|stripe|shopify|slack|zoom|hex]…
        [--fail 503:2]              answers 503 to the first 2 requests
        [--delay 3s]                waits before each answer

    POST /webhooks takes events. GET /received lists what arrived.
    """;

if (args is ["help" or "--help" or "-h", ..])
{
    Console.WriteLine(Usage);
    return 0;
}

try
{
    var arguments = ReceiverArguments.Parse(args);
    var builder = WebApplication.CreateSlimBuilder();
    builder.WebHost.ConfigureKestrel(kestrel => arguments.Listen(kestrel));
    builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton(arguments);
    builder.Services.AddSingleton<Arrivals>();
    builder.Services.AddSingleton<Trouble>();
    builder.Services.AddSingleton<Reception>();
    builder.Services.AddSingleton<IWebhookReceiverObserver>(services => services.GetRequiredService<Reception>());
    builder.Services.AddSingleton<EventWorker>();
    builder.Services.AddHostedService(services => services.GetRequiredService<EventWorker>());

    // What the program has to say, the reception writes.
    builder.Logging.AddFilter("WebhookDispatch", LogLevel.Error);

    await using var app = builder.Build();
    app.UseWhen(context => HttpMethods.IsPost(context.Request.Method), posts => posts.Use(app.Services.GetRequiredService<Trouble>().MakeAsync));
    app.MapWebhooks("/webhooks", hooks => arguments.Accept(hooks).OnOther(app.Services.GetRequiredService<Reception>().TakeAsync));
    app.MapGet("/received", (Arrivals arrivals) => Results.Json(arrivals.List(), ArrivalJson.Default.IReadOnlyListArrival));
    await app.StartAsync();
    Console.WriteLine($"listening on {app.Urls.First()}/webhooks");
    if (arguments.MadeSecret is { } secret)
    {
        Console.Error.WriteLine($"No --secret was given. Verifying with {secret.Reveal()}, made for this run: give it to the sender to sign with.");
    }

    await app.WaitForShutdownAsync();
    return 0;
}
catch (BadArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine("'Receiver help' lists the options.");
    return 2;
}
catch (IOException exception)
{
    Console.Error.WriteLine($"Cannot listen: {exception.Message}");
    return 1;
}
