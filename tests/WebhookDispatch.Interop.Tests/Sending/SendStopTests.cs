using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Interop.Tests.Sending;

public sealed class SendStopTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Every_goes_on_until_it_is_stopped_and_ends_with_a_summary(string signal)
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        await using var program = Send.Start(receiver.Url, "--every", "100ms");
        for (var i = 0; i < 3; i++)
        {
            await program.LineAsync(" delivered");
        }

        await program.SignalAsync(signal);
        var end = await program.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Matches("^delivered=[0-9]+ dead=0 interrupted=0$", end.Errors[^1]);
    }

    [Fact]
    public async Task An_event_that_is_being_sent_may_end_and_the_next_is_not_begun()
    {
        var mayAnswer = new TaskCompletionSource();
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith((_, context) => mayAnswer.Task.WaitAsync(context.RequestAborted));
        await using var program = Send.Start(receiver.Url, "--count", "2");
        await receiver.NextAsync();

        await program.SignalAsync("TERM");
        await program.ErrorLineAsync("Stopping");
        mayAnswer.SetResult();
        var end = await program.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal("delivered=1 dead=0 interrupted=0", end.Errors[^1]);
    }

    [Fact]
    public async Task An_event_that_waits_for_a_retry_is_interrupted_and_not_dead_lettered()
    {
        await using var receiver = await RecordingReceiver.StartAsync();
        receiver.AnswerWith(503);
        await using var program = Send.Start(receiver.Url, "--base-delay", "1h");
        await program.LineAsync(" attempt 1 http_503 ");

        await program.SignalAsync("INT");
        var end = await program.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.DoesNotContain(end.Output, line => line.Contains("dead-lettered", StringComparison.Ordinal));
        Assert.Equal("delivered=0 dead=0 interrupted=1", end.Errors[^1]);
    }
}
