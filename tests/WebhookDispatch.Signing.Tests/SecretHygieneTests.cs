using System.Globalization;
using System.Text.Json;

namespace WebhookDispatch.Signing.Tests;

/// <summary>A secret does not leave by accident.</summary>
public sealed class SecretHygieneTests
{
    private const string Bare = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Text_forms_of_a_secret_are_masked()
    {
        Assert.Equal("whsec_***", Secrets.Golden.ToString());
        Assert.Equal("key whsec_***", $"key {Secrets.Golden}");
        Assert.Equal("whsec_***", string.Format(CultureInfo.InvariantCulture, "{0}", Secrets.Golden));
        Assert.Equal("***", WebhookSecret.Parse(Bare).ToString());
        Assert.Equal("***", WebhookSecret.FromText("hunter2").ToString());
    }

    [Fact]
    public void A_record_that_holds_a_secret_prints_the_mask()
    {
        Assert.DoesNotContain(Bare, new Holder(Secrets.Golden).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_the_mask_in_every_position()
    {
        Assert.Equal("\"***\"", JsonSerializer.Serialize(Secrets.Golden));
        Assert.Equal("""{"Secret":"***"}""", JsonSerializer.Serialize(new Holder(Secrets.Golden)));
        Assert.Equal("""["***"]""", JsonSerializer.Serialize(new[] { Secrets.Golden }));
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Serialize(new Dictionary<WebhookSecret, int> { [Secrets.Golden] = 1 }));
    }

    [Fact]
    public void A_mask_that_comes_back_does_not_become_a_secret()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Holder>($$"""{"Secret":"{{Secrets.GoldenText}}"}"""));

        Assert.DoesNotContain(Bare, refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8=")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_refusal_says_what_to_do_and_not_the_text(string text)
    {
        var refusal = Assert.Throws<WebhookSecretException>(() => WebhookSecret.Parse(text));

        Assert.DoesNotContain("MfKQ9r8", refusal.ToString(), StringComparison.Ordinal);
        Assert.Null(refusal.InnerException);
        Assert.Contains(". ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_refusal_names_the_bounds_of_its_profile()
    {
        Assert.Contains("24 to 64 bytes", Assert.Throws<WebhookSecretException>(() => WebhookSecret.Parse("whsec_AA==")).Message, StringComparison.Ordinal);
        Assert.Contains("16 to 128 bytes", Assert.Throws<WebhookSecretException>(() => WebhookSecret.ParseForVerification("whsec_AA==")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_not_quoted_in_the_refusal()
    {
        var refusal = Assert.Throws<WebhookSecretException>(() => WebhookSecret.FromText("hunter2\ud802"));

        Assert.Equal(WebhookSecretError.NotUnicode, refusal.Error);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("D802", refusal.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_secret_that_does_not_fit_its_scheme_is_not_quoted()
    {
        var refusal = Assert.Throws<ArgumentException>(() => new WebhookSigner(WebhookScheme.Standard, WebhookSecret.FromText("hunter2")));

        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("WebhookSecret.Parse", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verification_prints_no_secret()
    {
        var verification = TestRequest.Sign(WebhookScheme.Standard, Secrets.Golden).VerifyBy(Secrets.Golden);

        Assert.DoesNotContain(Bare, verification.ToString(), StringComparison.Ordinal);
        Assert.Contains("Scheme = standard", verification.ToString(), StringComparison.Ordinal);
    }

    private sealed record Holder(WebhookSecret Secret);
}
