using System.Diagnostics;
using WebhookDispatch;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.Publishing;
using WebhookDispatch.Signing;
using WebhookDispatch.Sqlite;

namespace Quickstart;

/// <summary>
/// The second act: events are published into one SQLite file, the process that delivers them is killed half-way, and another
/// one goes on where it stopped.
/// </summary>
internal static class DurableAct
{
    private const int Events = 300;

    /// <summary>Returns what was not as expected.</summary>
    public static async Task<IReadOnlyList<string>> PlayAsync(DeliveryTable table)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("quickstart-").FullName, "webhooks.db");
        await using var shop = await Receiver.StartAsync(WebhookScheme.Standard, delay: TimeSpan.FromMilliseconds(10));
        var published = await PublishAsync(file, shop);
        table.Say($"{published.Count} events are in {Path.GetFileName(file)}: from here on nothing can lose them");

        using var dispatcher = StartDispatcher(file);
        await shop.WhenTookAsync(Events / 3);
        dispatcher.Kill();
        await dispatcher.WaitForExitAsync();
        table.Say($"killed the dispatcher after {shop.Count} deliveries; starting another one");

        await DispatchUntilEmptyAsync(file);
        var lost = published.Count(id => !shop.TookId(id));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        Console.WriteLine($"{published.Count} events published, dispatcher killed once, {lost} lost, {shop.Count - published.Count + lost} came twice");
        return lost == 0 ? [] : [$"no published event is lost, but {lost} are"];
    }

    /// <summary>The life of the child process: it delivers until it is killed.</summary>
    public static async Task<int> DispatchForeverAsync(string file)
    {
        using var host = Build(file, dispatches: true);
        await host.RunAsync();
        return 0;
    }

    private static async Task<IReadOnlyList<string>> PublishAsync(string file, Receiver shop)
    {
        using var host = Build(file, dispatches: false);
        await host.StartAsync();

        // Kept in the store, so that whoever delivers knows it.
        await host.Services.GetRequiredService<IWebhookEndpoints>().AddAsync(shop.AsEndpoint("shop"));
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        var orders = Enumerable.Range(1, Events)
            .Select(number => WebhookEvent.Create("order.placed", new Order($"order-{number}"), QuickstartJson.Default.Order)).ToList();
        var results = await publisher.PublishAsync(orders);
        await host.StopAsync();
        return [.. results.Select(result => result.EventId)];
    }

    private static async Task DispatchUntilEmptyAsync(string file)
    {
        using var host = Build(file, dispatches: true);
        await host.StartAsync();
        var deliveries = host.Services.GetRequiredService<IWebhookDeliveries>();
        while ((await deliveries.CountAsync()).Waiting > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        await host.StopAsync();
    }

    private static IHost Build(string file, bool dispatches)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services
            .AddWebhookDispatch(options =>
            {
                options.Egress.AllowLoopback = true;
                options.Dispatching.Enabled = dispatches;
            })
            .UseSqlite(file);
        return builder.Build();
    }

    private static Process StartDispatcher(string file) =>
        Process.Start(new ProcessStartInfo("dotnet") { ArgumentList = { typeof(DurableAct).Assembly.Location, "dispatch", file } })!;
}

internal sealed record Order(string Id);
