using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Interop.Tests.Languages;

public sealed class PlainSenderTests
{
    [Theory]
    [InlineData("sender.py")]
    [InlineData("sender.mjs")]
    public async Task Our_receiver_takes_what_a_sender_in_another_language_signs_and_nothing_else(string file)
    {
        await using var receiver = await RunningReceiver.StartAsync("--secret", Some.SecretText);

        await using var right = PlainPrograms.Start(file, receiver.Url.ToString(), Some.SecretText, "invoice.paid", """{"amount":4200,"to":"Zoë"}""");
        await using var wrong = PlainPrograms.Start(file, receiver.Url.ToString(), WebhookSecret.Generate().Reveal(), "invoice.paid", "{}");
        var (accepted, refused) = (await right.EndAsync(), await wrong.EndAsync());

        Assert.True(accepted.ExitCode == 0, accepted.ToString());
        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.EndsWith(" 401", Assert.Single(refused.Output), StringComparison.Ordinal);
        var arrival = Assert.Single(await receiver.ReceivedAsync());
        Assert.StartsWith(arrival.GetProperty("id").GetString()! + " ", Assert.Single(accepted.Output), StringComparison.Ordinal);
        Assert.Equal("invoice.paid", arrival.GetProperty("type").GetString());
    }
}
