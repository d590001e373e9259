using static WebhookDispatch.Signing.WebhookVerificationResult;

namespace WebhookDispatch.Signing.Tests;

/// <summary>Headers are taken as one complete family or not at all.</summary>
public sealed class HeaderFamilyTests
{
    private static readonly TestRequest Request = TestRequest.Sign(WebhookScheme.Svix, Secrets.Golden);

    [Theory]
    [InlineData("svix-id svix-timestamp svix-signature", Valid)]
    [InlineData("webhook-id webhook-timestamp webhook-signature", Valid)]
    [InlineData("svix-id webhook-id webhook-timestamp webhook-signature", Valid)]
    [InlineData("svix-id svix-timestamp webhook-signature", MissingHeader)]
    [InlineData("webhook-id svix-timestamp svix-signature", MissingHeader)]
    [InlineData("svix-id svix-id svix-timestamp svix-signature webhook-id webhook-timestamp webhook-signature", DuplicateHeader)]
    [InlineData("svix-id webhook-id webhook-timestamp webhook-signature webhook-signature", DuplicateHeader)]
    [InlineData("", MissingHeader)]
    public void Svix_takes_its_own_family_or_else_the_unbranded_one(string names, WebhookVerificationResult expected)
    {
        var headers = names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => KeyValuePair.Create(name, ValueOf(name)));

        Assert.Equal(expected, Verify(WebhookScheme.Svix, headers));
    }

    [Fact]
    public void An_empty_header_does_not_hand_over_to_the_other_family()
    {
        KeyValuePair<string, string>[] headers =
        [
            new("svix-id", ""), new("svix-timestamp", Request.Timestamp), new("svix-signature", Request.Signature),
            new("webhook-id", Request.Id), new("webhook-timestamp", Request.Timestamp), new("webhook-signature", Request.Signature),
        ];

        Assert.Equal(MissingHeader, Verify(WebhookScheme.Svix, headers));
    }

    [Fact]
    public void Svix_headers_win_when_both_families_are_complete()
    {
        KeyValuePair<string, string>[] headers =
        [
            new("svix-id", Request.Id), new("svix-timestamp", Request.Timestamp), new("svix-signature", "v1,x"),
            new("webhook-id", Request.Id), new("webhook-timestamp", Request.Timestamp), new("webhook-signature", Request.Signature),
        ];

        Assert.Equal(SignatureMismatch, Verify(WebhookScheme.Svix, headers));
        Assert.Equal(Valid, Verify(WebhookScheme.Standard, headers));
    }

    [Fact]
    public void Standard_Webhooks_does_not_take_the_Svix_names()
    {
        Assert.Equal(MissingHeader, Verify(WebhookScheme.Standard, Request.Headers()));
    }

    [Fact]
    public void A_name_repeated_in_another_case_is_a_duplicate()
    {
        Assert.Equal(DuplicateHeader, Verify(WebhookScheme.Svix, Request.Headers().Append(new("SVIX-ID", Request.Id))));
    }

    [Fact]
    public void Headers_without_text_are_missing_and_never_an_error()
    {
        Assert.Equal(MissingHeader, Verify(WebhookScheme.Svix, [new(null!, null!), new("svix-id", null!), new("svix-timestamp", "1"), new("svix-signature", "v1,x")]));
        Assert.Equal(MissingHeader, new WebhookVerifier(WebhookScheme.Svix, Secrets.Golden).Verify(new SpeechlessHeaders(), []).Reason);
        Assert.Equal(MissingHeader, new WebhookVerifier(WebhookScheme.GitHub, Secrets.Golden).Verify(new SpeechlessHeaders(), []).Reason);
    }

    [Fact]
    public void Headers_may_be_a_ref_struct_over_the_receivers_own_memory()
    {
        var headers = new BorrowedHeaders([Request.Id, Request.Timestamp, Request.Signature]);
        var verifier = new WebhookVerifier(new WebhookVerifierOptions().Accept(WebhookScheme.Svix, Secrets.Golden), new TestClock(TestRequest.Now));

        Assert.Equal(Valid, verifier.Verify(headers, Request.Body).Reason);
    }

    private static string ValueOf(string name) =>
        name.EndsWith("id", StringComparison.Ordinal) ? Request.Id
        : name.EndsWith("timestamp", StringComparison.Ordinal) ? Request.Timestamp
        : Request.Signature;

    private static WebhookVerificationResult Verify(WebhookScheme scheme, IEnumerable<KeyValuePair<string, string>> headers) =>
        new WebhookVerifier(new WebhookVerifierOptions().Accept(scheme, Secrets.Golden), new TestClock(TestRequest.Now)).Verify(headers, Request.Body).Reason;

    private sealed class SpeechlessHeaders : IWebhookHeaders
    {
        public HeaderPresence Find(string name, out string value)
        {
            value = null!;
            return HeaderPresence.Single;
        }
    }

    private readonly ref struct BorrowedHeaders(ReadOnlySpan<string> values) : IWebhookHeaders
    {
        private readonly ReadOnlySpan<string> _values = values;

        public HeaderPresence Find(string name, out string value)
        {
            value = name switch { "svix-id" => _values[0], "svix-timestamp" => _values[1], "svix-signature" => _values[2], _ => "" };
            return value.Length == 0 ? HeaderPresence.Absent : HeaderPresence.Single;
        }
    }
}
