using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Outbox;
using WebhookDispatch;
using WebhookDispatch.EntityFrameworkCore;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.Signing;

// dotnet run --project samples/Outbox                                       shows it and ends
// dotnet run --project samples/Outbox -- --serve                            goes on until Ctrl+C
// dotnet run --project samples/Outbox -- --connection "Host=…;Database=…"   on a database of yours
var serve = args.Contains("--serve");
var connection = args.SkipWhile(argument => argument != "--connection").Skip(1).FirstOrDefault();
if (args.Contains("--connection") && string.IsNullOrWhiteSpace(connection))
{
    Console.Error.WriteLine("--connection has no value: give --connection \"Host=…;Database=…;Username=…;Password=…\", or leave it out for a throw-away PostgreSQL.");
    return 2;
}

await using var server = connection is null ? await ThrowAwayPostgres.StartAsync() : null;
if (connection is null && server is null)
{
    Console.Error.WriteLine("No PostgreSQL on this machine: install it so that initdb is found, or give --connection \"Host=…;Database=…;Username=…;Password=…\".");
    return 1;
}

connection ??= server!.ConnectionString;
Console.WriteLine(server is null ? "On the database that was given." : "On a throw-away PostgreSQL, which ends with this program.");

// Who is told: another company's system, on a port of its own.
var secret = WebhookSecret.Generate();
await using var partner = await Partner.StartAsync(secret);

// The shop: orders in its own tables, webhooks in a schema beside them, one database.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
// begin use-ef-core
builder.Services
    .AddWebhookDispatch(options => options.Egress.AllowLoopback = true)
    .UsePostgreSql(connection)
    .AddEndpoint("partner", partner.Url, secret.Reveal(), "order.*");
builder.Services.AddDbContext<ShopContext>((provider, options) => options.UseNpgsql(connection).UseWebhookDispatch(provider));
// end use-ef-core
await using var app = builder.Build();
app.MapOrders();
await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<ShopContext>().CreateAsync();
}

await app.StartAsync();

// Two orders: the shelf holds three lamps.
using var customer = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
Console.WriteLine($"2 lamps ordered: {await OrderAsync(2)}");
Console.WriteLine($"5 lamps ordered: {await OrderAsync(5)}");
var told = await partner.NextAsync();
Console.WriteLine($"The partner was told: {told}");

// What the second order had collected is gone with it: only the first one was ever stored.
await using var end = app.Services.CreateAsyncScope();
var shop = end.ServiceProvider.GetRequiredService<ShopContext>();
var (orders, events) = (await shop.Orders.CountAsync(), await shop.CountPublishedAsync());
Console.WriteLine($"{orders} order and {events} event are stored.");
if (serve)
{
    Console.WriteLine($"Order more at {customer.BaseAddress}orders, such as: curl -d '{{\"product\":\"lamp\",\"quantity\":1}}' -H 'Content-Type: application/json' {customer.BaseAddress}orders");
    await app.WaitForShutdownAsync();
}

return (orders, events) == (1, 1) ? 0 : 1;

async Task<string> OrderAsync(int quantity)
{
    using var body = new StringContent($$"""{"product":"lamp","quantity":{{quantity}}}""", Encoding.UTF8, "application/json");
    using var answer = await customer.PostAsync(new Uri("orders", UriKind.Relative), body);
    return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
}
