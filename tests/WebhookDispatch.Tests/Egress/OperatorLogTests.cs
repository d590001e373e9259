using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Egress;

/// <summary>What an operator is told and a tenant is not.</summary>
public sealed class OperatorLogTests
{
    private static readonly Uri Elsewhere = new("https://hooks.acme-receiver.com/in?token=s3cr3t");

    [Fact]
    public async Task A_refused_address_is_told_to_the_operator_alone()
    {
        await using var host = HostWith(new KnownNames(IPAddress.Parse("10.1.2.3")));

        var result = await host.Sender.SendAsync(Some.Endpoint(Elsewhere), Some.Event(), TestContext.Current.CancellationToken);

        var attempt = Assert.Single(result.Attempts);
        Assert.Equal("blocked_address", attempt.Outcome);
        Assert.Null(attempt.ResponseExcerpt);
        Assert.DoesNotContain("10.1.2.3", $"{result} {attempt}", StringComparison.Ordinal);
        var told = Assert.Single(host.Logs.Lines, line => line.Id == 1003);
        Assert.Equal(LogLevel.Warning, told.Level);
        Assert.Contains("\"hooks.acme-receiver.com\" leads to 10.1.2.3, port 443", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_not_resolved_is_told_with_the_words_of_the_resolver()
    {
        await using var host = HostWith(new KnownNames());

        await host.Sender.SendAsync(Some.Endpoint(Elsewhere), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Contains("hooks.acme-receiver.com", Assert.Single(host.Logs.Lines, line => line.Id == 1004).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", true, 1)]
    [InlineData("Development", true, 0)]
    [InlineData("Production", false, 0)]
    public async Task Loopback_that_is_allowed_outside_development_is_warned_of_at_start(string environment, bool allowed, int warnings)
    {
        var logs = new RecordedLogs();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Logging.AddProvider(logs);
        builder.Services.AddWebhookDispatch(options => options.Egress.AllowLoopback = allowed);
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        var told = logs.Lines.Where(line => line.Text.Contains("Egress.AllowLoopback", StringComparison.Ordinal)).ToList();
        Assert.Equal(warnings, told.Count);
        Assert.All(told, line => Assert.Equal(LogLevel.Warning, line.Level));
    }

    private static SenderHost HostWith(KnownNames names) => new(
        options => options.Retries.MaxRetries = 0, builder => builder.Services.AddSingleton<INameResolver>(names));
}
