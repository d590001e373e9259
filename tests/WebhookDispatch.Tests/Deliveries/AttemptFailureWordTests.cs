using WebhookDispatch.Deliveries;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Deliveries;

public sealed class AttemptFailureWordTests
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
    public void Every_failure_has_its_word(AttemptFailure failure, string word) => Assert.Equal(word, failure.ToWord());

    [Fact]
    public void No_two_failures_share_a_word()
    {
        var words = Enum.GetValues<AttemptFailure>().Select(failure => failure.ToWord()).ToList();

        Assert.Equal(words.Count, words.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_status_is_its_own_word() => Assert.Equal("http_503", Attempted.Status(503).Outcome);

    [Fact]
    public void What_is_no_failure_has_no_word() => Assert.Throws<ArgumentOutOfRangeException>(() => ((AttemptFailure)99).ToWord());
}
