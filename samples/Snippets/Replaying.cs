using WebhookDispatch.DeadLetters;

namespace Snippets;

internal static class Replaying
{
    internal static async Task ReplayAsync(IWebhookDeadLetters deadLetters, CancellationToken cancellationToken)
    {
        // begin replay
        await foreach (var deadLetter in deadLetters.ListAsync(new DeadLetterFilter { EndpointId = "acme" }, cancellationToken))
        {
            var replay = await deadLetters.ReplayAsync(deadLetter.Id, cancellationToken: cancellationToken);
            Console.WriteLine($"{deadLetter.Event.Id}: {(replay.Delivered ? "delivered" : replay.Reason)}");
        }
        // end replay
    }
}
