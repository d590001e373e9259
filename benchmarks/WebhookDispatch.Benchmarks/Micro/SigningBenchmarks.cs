using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>Standard Webhooks over 1 KiB with one secret.</summary>
public class SigningBenchmarks
{
    private const string Id = "evt_0199f3a2c4d87b6e9f10a2b3c4d5e6f7";

    private readonly byte[] _body = SamplePayload.Create();
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private readonly long _timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
    private readonly WebhookSigner _signer;
    private readonly WebhookVerifier _verifier;
    private readonly SignedHeaders _headers;

    public SigningBenchmarks()
    {
        var secret = WebhookSecret.Generate();
        _signer = new WebhookSigner(WebhookScheme.Standard, secret);

        // An hour, because a run lasts longer than the five minutes that are the default.
        _verifier = new WebhookVerifier(new WebhookVerifierOptions { Tolerance = TimeSpan.FromHours(1) }.Accept(WebhookScheme.Standard, secret));
        _headers = new SignedHeaders(
            Id, _timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture), _signer.Sign(Id, _timestamp, _body));
    }

    // What everything else is compared with: no signature over these bytes can cost less.
    [Benchmark(Description = MicroReport.Floor)]
    public byte[] Hash()
    {
        _ = SHA256.HashData(_body, _digest);
        return _digest;
    }

    [Benchmark(Description = "sign 1 KiB")]
    public string Sign() => _signer.Sign(Id, _timestamp, _body);

    [Benchmark(Description = "verify 1 KiB")]
    public bool Verify() => _verifier.Verify(_headers, _body).IsValid
        ? true
        : throw new InvalidOperationException("The signature does not verify: another path was measured.");

    private readonly struct SignedHeaders(string id, string timestamp, string signature) : IWebhookHeaders
    {
        public HeaderPresence Find(string name, out string value)
        {
            value = name switch { "webhook-id" => id, "webhook-timestamp" => timestamp, "webhook-signature" => signature, _ => "" };
            return value.Length == 0 ? HeaderPresence.Absent : HeaderPresence.Single;
        }
    }
}
