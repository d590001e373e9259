using WebhookDispatch.Deliveries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Deliveries;

public sealed class DeliveryWordsTests
{
    // Stored rows hold these words: a change here is a change of everybody's data.
    [Theory]
    [InlineData(AttemptFailure.None, "delivered")]
    [InlineData(AttemptFailure.HttpStatus, "http_status")]
    [InlineData(AttemptFailure.RedirectRefused, "redirect_refused")]
    [InlineData(AttemptFailure.NameResolution, "dns_error")]
    [InlineData(AttemptFailure.ConnectFailed, "connect_failed")]
    [InlineData(AttemptFailure.ConnectTimeout, "connect_timeout")]
    [InlineData(AttemptFailure.Tls, "tls_error")]
    [InlineData(AttemptFailure.Timeout, "timeout")]
    [InlineData(AttemptFailure.ConnectionReset, "connection_reset")]
    [InlineData(AttemptFailure.ProtocolError, "protocol_error")]
    [InlineData(AttemptFailure.ResponseHeadersTooLarge, "response_headers_too_large")]
    [InlineData(AttemptFailure.BlockedAddress, "blocked_address")]
    [InlineData(AttemptFailure.Misconfigured, "misconfigured")]
    public void Every_failure_has_its_word(AttemptFailure failure, string word) => Assert.Equal(word, DeliveryWords.Of(failure));

    [Theory]
    [InlineData(DeadLetterReason.Exhausted, "exhausted")]
    [InlineData(DeadLetterReason.Rejected, "rejected")]
    [InlineData(DeadLetterReason.Gone, "gone")]
    [InlineData(DeadLetterReason.CircuitOpen, "circuit_open")]
    [InlineData(DeadLetterReason.BlockedAddress, "blocked_address")]
    [InlineData(DeadLetterReason.PoisonCrash, "poison_crash")]
    public void Every_reason_has_its_word(DeadLetterReason reason, string word) => Assert.Equal(word, DeliveryWords.Of(reason));

    [Fact]
    public void Every_word_leads_back_to_what_it_stands_for()
    {
        Assert.All(Enum.GetValues<AttemptFailure>(), failure => Assert.Equal(failure, DeliveryWords.ToFailure(DeliveryWords.Of(failure))));
        Assert.All(Enum.GetValues<DeadLetterReason>(), reason => Assert.Equal(reason, DeliveryWords.ToReason(DeliveryWords.Of(reason))));
    }

    [Fact]
    public void A_status_is_its_own_word() => Assert.Equal("http_503", Attempted.Status(503).Outcome);

    [Theory]
    [InlineData("")]
    [InlineData("Timeout")]
    [InlineData("http_503")]
    public void What_is_no_word_stands_for_nothing(string word)
    {
        Assert.Throws<FormatException>(() => DeliveryWords.ToFailure(word));
        Assert.Throws<FormatException>(() => DeliveryWords.ToReason(word));
    }

    [Fact]
    public void What_is_not_of_the_set_has_no_word()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryWords.Of((AttemptFailure)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryWords.Of((DeadLetterReason)99));
    }
}
