using System.Globalization;

namespace WebhookDispatch.Signing.Tests;

public sealed class UnixTimestampTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("253402300799", true)]
    [InlineData("253402300800", false)]
    [InlineData("999999999999", false)]
    [InlineData("1000000000000", false)]
    public void A_timestamp_ends_with_the_calendar(string text, bool expected)
    {
        Assert.Equal(expected, UnixTimestamp.TryParse(text, out var seconds));
        Assert.Equal(expected, expected && DateTimeOffset.FromUnixTimeSeconds(seconds).ToUnixTimeSeconds() == long.Parse(text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_authentic_timestamp_beyond_the_calendar_is_malformed_and_never_an_error()
    {
        const string Beyond = "253402300800";
        var mac = new byte[32];
        new KeyedMac(Secrets.Golden.DecodedKey!).Compute(System.Text.Encoding.ASCII.GetBytes($"evt_1.{Beyond}."), [], mac);
        var request = new TestRequest("evt_1", Beyond, "v1," + Convert.ToBase64String(mac), [], WebhookScheme.Standard);

        Assert.Equal(WebhookVerificationResult.MalformedTimestamp, request.VerifyBy(Secrets.Golden).Reason);
    }
}
