namespace WebhookDispatch.Signing.Tests.Vectors;

public sealed class SecretVectorTests
{
    // The vectors know Ed25519 keys; this package refuses them by their prefix, whatever follows.
    private static readonly string[] Ed25519 = ["ed-private", "ed-public", "whsk-32-only", "whsk-bad-b64", "whsk-as-whpk"];

    public static TheoryData<string> CaseNames => [.. VectorFile.SecretParse.Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_secret_is_read_as_a_sender_reads_it(string name)
    {
        var read = WebhookSecret.TryParse(Text(name), out var secret, out var error);

        Assert.Equal(read, secret is not null);
        Assert.Equal(Expected(name, "expect_sender"), Outcome(secret, error));
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_secret_is_read_as_a_verifier_reads_it(string name)
    {
        var read = WebhookSecret.TryParseForVerification(Text(name), out var secret, out var error);

        Assert.Equal(read, secret is not null);
        Assert.Equal(Expected(name, "expect_verifier"), Outcome(secret, error));
    }

    private static string Text(string name) => Case(name).GetProperty("secret").GetString()!;

    private static string Expected(string name, string profile) =>
        Ed25519.Contains(name) ? "error:SecretUnsupportedKeyType" : Case(name).GetProperty(profile).GetString()!;

    private static string Outcome(WebhookSecret? secret, WebhookSecretError error) =>
        secret is null ? $"error:Secret{error}" : $"ok:whsec_:{secret.DecodedKey!.Length}";

    private static System.Text.Json.JsonElement Case(string name) =>
        VectorFile.SecretParse.Single(item => item.GetProperty("name").GetString() == name);
}
