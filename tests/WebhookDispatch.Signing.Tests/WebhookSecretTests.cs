using System.Text;

namespace WebhookDispatch.Signing.Tests;

public sealed class WebhookSecretTests
{
    [Fact]
    public void A_generated_secret_holds_32_bytes_and_is_never_the_same_twice()
    {
        var first = WebhookSecret.Generate();
        var second = WebhookSecret.Generate();

        Assert.StartsWith("whsec_", first.Reveal(), StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(first.Reveal()["whsec_".Length..]).Length);
        Assert.NotEqual(first.Reveal(), second.Reveal());
        Assert.Equal(first, WebhookSecret.Parse(first.Reveal()));
    }

    [Theory]
    [InlineData(23, WebhookSecretError.Length)]
    [InlineData(24, WebhookSecretError.None)]
    [InlineData(64, WebhookSecretError.None)]
    [InlineData(65, WebhookSecretError.Length)]
    public void A_sender_takes_keys_of_24_to_64_bytes(int bytes, WebhookSecretError expected)
    {
        Assert.Equal(expected == WebhookSecretError.None, WebhookSecret.TryParse(TextOf(bytes), out _, out var error));

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(15, WebhookSecretError.Length)]
    [InlineData(16, WebhookSecretError.None)]
    [InlineData(128, WebhookSecretError.None)]
    [InlineData(129, WebhookSecretError.Length)]
    public void A_verifier_takes_keys_of_16_to_128_bytes(int bytes, WebhookSecretError expected)
    {
        Assert.Equal(expected == WebhookSecretError.None, WebhookSecret.TryParseForVerification(TextOf(bytes), out _, out var error));

        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(null, WebhookSecretError.Empty)]
    [InlineData("", WebhookSecretError.Empty)]
    [InlineData("whsec_", WebhookSecretError.Empty)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", WebhookSecretError.Whitespace)]
    [InlineData(" whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSecretError.Whitespace)]
    [InlineData("\u00ADwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSecretError.NotBase64)]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookSecretError.NotBase64)]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=", WebhookSecretError.NotBase64)]
    [InlineData("whpk_", WebhookSecretError.UnsupportedKeyType)]
    public void A_refused_text_gets_its_reason(string? text, WebhookSecretError expected)
    {
        Assert.False(WebhookSecret.TryParse(text, out var secret, out var error));

        Assert.Null(secret);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("", WebhookSecretError.Empty)]
    [InlineData(" \t", WebhookSecretError.Whitespace)]
    public void A_text_that_cannot_be_a_key_is_refused(string text, WebhookSecretError expected)
    {
        var refusal = Assert.Throws<WebhookSecretException>(() => WebhookSecret.FromText(text));

        Assert.Equal(expected, refusal.Error);
    }

    [Fact]
    public void A_text_secret_keeps_every_character()
    {
        var secret = WebhookSecret.FromText("whsec_It's a Secret ♥ ");

        Assert.Equal("whsec_It's a Secret ♥ ", secret.Reveal());
        Assert.Equal(Encoding.UTF8.GetBytes("whsec_It's a Secret ♥ "), secret.TextKey());
    }

    [Fact]
    public void Secrets_are_equal_when_text_and_use_are_the_same()
    {
        Assert.True(Secrets.Golden == WebhookSecret.Parse(Secrets.GoldenText));
        Assert.Equal(Secrets.Golden.GetHashCode(), WebhookSecret.Parse(Secrets.GoldenText).GetHashCode());
        Assert.Equal(Secrets.Golden, WebhookSecret.ParseForVerification(Secrets.GoldenText));
        Assert.True(Secrets.Golden != Secrets.Number(1));
        Assert.False(Secrets.Golden == WebhookSecret.FromText(Secrets.GoldenText));
        Assert.False(Secrets.Golden == null);
        Assert.False(Secrets.Golden.Equals((object)Secrets.GoldenText));
    }

    [Fact]
    public void A_secret_that_is_no_text_at_all_is_a_programming_error()
    {
        Assert.Throws<ArgumentNullException>(() => WebhookSecret.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => WebhookSecret.ParseForVerification(null!));
        Assert.Throws<ArgumentNullException>(() => WebhookSecret.FromText(null!));
    }

    private static string TextOf(int bytes) => "whsec_" + Convert.ToBase64String(Enumerable.Repeat((byte)7, bytes).ToArray());
}
