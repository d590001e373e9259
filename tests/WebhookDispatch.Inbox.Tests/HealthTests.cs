using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WebhookDispatch.Dispatching;

namespace WebhookDispatch.Inbox.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task The_health_check_is_degraded_while_handlers_are_left_alone_and_names_them()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(
            store, new HandlerScript().ThenThrow(), options: set => set.CircuitBreaker.ConsecutiveFailures = 1, services: services => services.AddHealthChecks().AddWebhookInbox());
        var health = inbox.Services.GetRequiredService<HealthCheckService>();
        var before = await health.CheckHealthAsync(TestContext.Current.CancellationToken);

        await inbox.ReceiveAsync();

        var after = await health.CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded), (before.Status, after.Status));
        Assert.Contains(InboxUnderTest.Receiver, after.Entries["webhook-inbox"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_health_check_is_degraded_while_the_store_fails()
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript(), services: services => services.AddHealthChecks().AddWebhookInbox());
        inbox.Engine.GetRequiredService<DispatchHealth>().Trouble = "The disk is full.";

        var report = await inbox.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal((HealthStatus.Degraded, "The disk is full."), (report.Status, report.Entries["webhook-inbox"].Description));
    }

    [Fact]
    public async Task A_health_check_without_an_inbox_says_what_is_missing()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddHealthChecks().AddWebhookInbox();
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("AddWebhookInbox", report.Entries["webhook-inbox"].Exception!.Message, StringComparison.Ordinal);
    }
}
