// begin first-program
using WebhookDispatch;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Sending;
using WebhookDispatch.Signing;

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddWebhookDispatch(options => options.Egress.AllowLoopback = true); // this demonstration sends to itself
await using var app = builder.Build();
app.MapPost("/hooks", (HttpRequest request) => Results.Text($"took {request.Headers["webhook-id"]}"));
await app.StartAsync();

var acme = new WebhookEndpoint { Id = "acme", Url = new Uri(app.Urls.First() + "/hooks"), Secrets = [WebhookSecret.Generate()] };
var paid = WebhookEvent.Create("invoice.paid", new { Number = "2026-042", Amount = 4200, Currency = "EUR" });
var result = await app.Services.GetRequiredService<IWebhookSender>().SendAsync(acme, paid);

Console.WriteLine(result.Delivered
    ? $"Delivered after {result.Attempts.Count} attempt(s); acme answered: {result.Attempts[^1].ResponseExcerpt}"
    : $"Given up, {result.Reason}; replay it as {result.DeadLetterId}");
// end first-program
