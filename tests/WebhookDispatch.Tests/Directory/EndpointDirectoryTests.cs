using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Directory;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Directory;

public sealed class EndpointDirectoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_while_a_change_is_taken_over_waits_for_it()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var host = await DurableHost.StartAsync();
        var directory = host.Host.Services.GetRequiredService<EndpointDirectory>();
        var meanwhile = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Changed += () => meanwhile.TrySetResult(directory.RefreshAsync(Token).AsTask().IsCompleted);

        await host.Endpoints.AddAsync(Some.Endpoint(receiver), Token);

        Assert.False(await meanwhile.Task.WaitAsync(Patience.Token));
    }
}
