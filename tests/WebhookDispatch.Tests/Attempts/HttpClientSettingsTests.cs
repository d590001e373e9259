using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Deliveries;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Attempts;

/// <summary>What a user sets on the builder's HttpClient reaches attempts, whichever way they take through it.</summary>
public sealed class HttpClientSettingsTests
{
    [Fact]
    public async Task A_default_request_header_of_the_client_is_sent()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = new SenderHost(build: builder =>
            builder.HttpClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.Add("X-Region", "eu-1")));

        await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);

        Assert.Equal("eu-1", Assert.Single(receiver.Received).Header("X-Region"));
    }

    [Fact]
    public async Task A_timeout_of_the_client_ends_an_attempt()
    {
        var release = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => release.Task);
        await using var host = new SenderHost(
            options => options.Retries.MaxRetries = 0,
            builder => builder.HttpClient.ConfigureHttpClient(client => client.Timeout = TimeSpan.FromMilliseconds(50)));

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.False(Assert.Single(result.Attempts).Succeeded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_was_added_sees_every_attempt(bool withSettings)
    {
        var seen = new List<Uri?>();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerInTurn(500, 204);
        await using var host = new SenderHost(build: builder =>
        {
            builder.HttpClient.AddHttpMessageHandler(() => new Witness(seen));
            if (withSettings)
            {
                builder.HttpClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.Add("X-Region", "eu-1"));
            }
        });

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);

        Assert.True(result.Delivered);
        Assert.Equal([receiver.Url, receiver.Url], seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_deadline_of_an_attempt_holds_with_and_without_settings(bool withSettings)
    {
        var release = new TaskCompletionSource();
        await using var receiver = (await RecordingReceiver.StartAsync()).AnswerWith((_, _) => release.Task);
        await using var host = new SenderHost(
            options =>
            {
                options.Sending.AttemptTimeout = TimeSpan.FromMilliseconds(500);
                options.Sending.ConnectTimeout = TimeSpan.FromMilliseconds(400);
                options.Retries.MaxRetries = 0;
            },
            builder =>
            {
                if (withSettings)
                {
                    builder.HttpClient.ConfigureHttpClient(client => client.DefaultRequestHeaders.Add("X-Region", "eu-1"));
                }
            });

        var result = await host.Sender.SendAsync(Some.Endpoint(receiver), Some.Event(), TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.Equal(AttemptFailure.Timeout, Assert.Single(result.Attempts).Failure);
    }

    private sealed class Witness(List<Uri?> seen) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(request.RequestUri);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
