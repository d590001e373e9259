using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Receiving;

/// <summary>ConsoleSender and Receiver, as two processes.</summary>
public sealed class EndToEndTests
{
    private const string TextKey = "any text, key 🔑";

    [Theory]
    [InlineData("standard", Some.SecretText)]
    [InlineData("svix", Some.SecretText)]
    [InlineData("github", TextKey)]
    [InlineData("stripe", Some.SecretText)]
    [InlineData("stripe", TextKey)]
    [InlineData("shopify", TextKey)]
    [InlineData("slack", TextKey)]
    [InlineData("hex", TextKey)]
    [InlineData("hex:X-Acme-Signature:sha256=", TextKey)]
    public async Task Every_scheme_is_accepted_with_its_secret_and_refused_with_another(string scheme, string secret)
    {
        await using var receiver = await RunningReceiver.StartAsync("--scheme", scheme, "--secret", secret);
        var payload = Repository.Payload("order.placed");

        var right = await Send.RunAsync(receiver.Url, "--scheme", scheme, "--secret", secret, "--data", "@" + payload, "--type", "order.placed", "--id", "evt_1");
        var wrong = await Send.RunAsync(receiver.Url, "--scheme", scheme, "--data", "@" + payload, "--retries", "0");

        Assert.True(right.ExitCode == 0, right.ToString());
        Assert.True(wrong.ExitCode == 1, wrong.ToString());
        Assert.Contains(" attempt 1 http_401 ", wrong.Output[0], StringComparison.Ordinal);
        var arrival = Assert.Single(await receiver.ReceivedAsync());
        Assert.Equal("evt_1", arrival.GetProperty("id").GetString());
        Assert.Equal("order.placed", arrival.GetProperty("type").GetString());
        Assert.Equal(await File.ReadAllTextAsync(payload, TestContext.Current.CancellationToken), arrival.GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_receiver_that_fails_twice_gets_the_event_at_the_third_attempt()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText, "--fail", "503:2");

        var end = await Send.RunAsync(receiver.Url, "--secret", Some.SecretText, "--base-delay", "1ms");

        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.Equal(4, end.Output.Count);
        Assert.Single(await receiver.ReceivedAsync());
    }

    [Fact]
    public async Task A_receiver_changes_its_secret_without_missing_an_event()
    {
        const string Next = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText);

        var end = await Send.RunAsync(receiver.Url, "--secret", Next, "--secret", Some.SecretText);

        Assert.True(end.ExitCode == 0, end.ToString());
    }

    [Fact]
    public async Task Many_events_arrive_once_each()
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText);

        var end = await Send.RunAsync(receiver.Url, "--secret", Some.SecretText, "--count", "500", "--concurrency", "16", "--json");

        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.Equal(500, end.Output.Count);
        Assert.Equal(500, (await receiver.ReceivedAsync()).Count(arrival => !arrival.GetProperty("duplicate").GetBoolean()));
    }
}
