using WebhookDispatch.DeadLetters;
using WebhookDispatch.Observing;

namespace Snippets;

// begin observe
internal sealed class AlertTheTeam(ILogger<AlertTheTeam> logger) : IWebhookObserver
{
    public ValueTask OnDeadLettered(DeadLetter deadLetter)
    {
        logger.LogError("Look after {DeadLetter}", deadLetter);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration)
    {
        logger.LogWarning("{Endpoint} is left alone for {BreakDuration}", endpointId, breakDuration);
        return ValueTask.CompletedTask;
    }
}
// end observe
