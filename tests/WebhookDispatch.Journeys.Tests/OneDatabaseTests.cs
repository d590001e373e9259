using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.AspNetCore.Handling;
using WebhookDispatch.Inbox;
using WebhookDispatch.Operating;
using WebhookDispatch.PostgreSql;
using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Publishing;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>An application that sends and receives, and keeps both in the one database it has.</summary>
public sealed class OneDatabaseTests(SharedServer server)
{
    private const int Events = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_application_sends_and_what_it_receives_are_kept_apart_without_a_setting()
    {
        // Each fails once, so that it is found in the store again by whoever looks there.
        var runs = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var logs = new RecordedLogs();
        await using var app = await StartAsync(logs, null, webhook =>
        {
            if (runs.AddOrUpdate(webhook.Id, 1, static (_, before) => before + 1) == 1)
            {
                throw new IOException("The ledger is closed.");
            }

            if (runs.Count == Events && runs.Values.All(times => times == 2))
            {
                all.TrySetResult();
            }
        });
        await app.Services.GetRequiredService<IWebhookEndpoints>().AddAsync(Some.Endpoint(new Uri(app.Urls.Single() + "/hooks")), Token);

        for (var i = 0; i < Events; i++)
        {
            await app.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(Some.Event(), cancellationToken: Token);
        }

        await all.Task.WaitAsync(Patience.Token);
        await app.StopAsync(Token);
        Assert.All(runs.Values, times => Assert.Equal(2, times));
        Assert.DoesNotContain(logs.Lines, line => line.Id is 1701 or 2301);
    }

    [Fact]
    public async Task One_schema_for_both_is_refused_by_whichever_comes_second()
    {
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync(new RecordedLogs(), options => options.Schema = "webhooks", _ => { }));

        Assert.Equal(StoreTrouble.NotOurs, refused.Reason);
        Assert.Contains("is kept for 'sending', and cannot be used for 'inbox' as well", refused.Message, StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartAsync(RecordedLogs logs, Action<PostgreSqlStoreOptions>? inbox, Action<ReceivedWebhook> handler, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var database = await (await server.GetAsync()).DatabaseAsync(test.ToLowerInvariant()[..40]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddWebhookDispatch().UsePostgreSql(database);
        builder.Services.AddWebhookInbox(options => (options.RetryDelays, options.CircuitBreaker.ConsecutiveFailures, options.CircuitBreaker.MinimumThroughput) = ([TimeSpan.FromMilliseconds(50)], 1000, 1000)).UsePostgreSql(database, inbox);
        builder.Services.Configure<WebhookDispatchOptions>(options => options.Egress.AllowLoopback = true);
        var app = builder.Build();
        app.MapWebhooks("/hooks", hooks =>
        {
            hooks.Options.Mode = WebhookMode.StoreThenProcess;
            hooks.Verify(WebhookScheme.Standard, Some.SecretText).OnOther(webhook =>
            {
                handler(webhook);
                return Task.CompletedTask;
            });
        });
        await app.StartAsync(Token);
        return app;
    }
}
