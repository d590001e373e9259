using WebhookDispatch.Deliveries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Deliveries;

public sealed class DeliveryAttemptTests
{
    [Fact]
    public void Its_text_does_not_show_what_the_receiver_wrote()
    {
        var attempt = Attempted.Status(503, number: 2) with { Duration = TimeSpan.FromMilliseconds(12.34), ResponseExcerpt = "canary-4711" };

        Assert.Equal("attempt 2: http_503 in 12.3 ms", attempt.ToString());
    }

    [Fact]
    public void Only_a_timeout_and_a_reset_leave_open_whether_the_receiver_processed_the_event() =>
        Assert.Equal(
            [AttemptFailure.Timeout, AttemptFailure.ConnectionReset],
            Enum.GetValues<AttemptFailure>().Where(failure => Attempted.Failed(failure).IsAmbiguous));
}
