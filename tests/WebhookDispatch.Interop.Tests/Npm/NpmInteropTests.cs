using System.Text;
using System.Text.Json.Nodes;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Interop.Tests.Npm;

/// <summary>What we sign, the libraries of receivers accept; what they sign, we accept. And neither takes what was changed.</summary>
public sealed class NpmInteropTests(NodeLibraries node)
{
    private const string Id = "evt_0198c2a4";
    private readonly long _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            (string Library, string Scheme)[] pairs =
                [("standardwebhooks", "standard"), ("svix", "svix"), ("stripe", "stripe"), ("@octokit/webhooks-methods", "github")];
            string[] bodies = ["{}", """{"amount":4200,"note":"Zoë 🚚"}""", "{ \"a\" : [ 1 ,\n 2 ] }\n"];
            foreach (var (library, scheme) in pairs)
            {
                foreach (var body in bodies)
                {
                    cases.Add(library, scheme, body);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_signed_here_is_accepted_there(string library, string scheme, string body)
    {
        var headers = Sign(Scheme(scheme), body, Secret(scheme));

        Assert.True(await AcceptsAsync(library, headers, body));
        Assert.False(await AcceptsAsync(library, headers, body + " "));
        Assert.False(await AcceptsAsync(library, Sign(Scheme(scheme), body, WebhookSecret.Generate()), body));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_signed_there_is_accepted_here(string library, string scheme, string body)
    {
        var answer = await node.AskAsync(new JsonObject
        {
            ["library"] = library,
            ["action"] = "sign",
            ["secret"] = Some.SecretText,
            ["id"] = Id,
            ["timestamp"] = _now,
            ["body"] = body,
        });
        var headers = answer["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>());
        var verifier = new WebhookVerifier(Scheme(scheme), Secret(scheme));

        Assert.Equal(WebhookVerificationResult.Valid, verifier.Verify(headers, Encoding.UTF8.GetBytes(body)).Reason);
        Assert.Equal(WebhookVerificationResult.SignatureMismatch, verifier.Verify(headers, Encoding.UTF8.GetBytes(body + " ")).Reason);
    }

    [Theory]
    [InlineData("standardwebhooks", "standard")]
    [InlineData("svix", "svix")]
    [InlineData("svix", "standard")]
    [InlineData("stripe", "stripe")]
    public async Task During_a_rotation_a_receiver_with_the_old_secret_still_accepts(string library, string scheme)
    {
        var headers = Sign(Scheme(scheme), "{}", WebhookSecret.Generate(), Secret(scheme));

        Assert.True(await AcceptsAsync(library, headers, "{}"));
    }

    [Theory]
    [InlineData("standardwebhooks", "standard")]
    [InlineData("svix", "svix")]
    [InlineData("stripe", "stripe")]
    public async Task An_old_signature_is_refused_there(string library, string scheme) =>
        Assert.False(await AcceptsAsync(library, Sign(Scheme(scheme), "{}", _now - 3600, Secret(scheme)), "{}"));

    private static WebhookScheme Scheme(string name) => WebhookScheme.TryGet(name, out var scheme) ? scheme : throw new ArgumentException(name);

    private static WebhookSecret Secret(string scheme) => Scheme(scheme).IsKeyedByText ? WebhookSecret.FromText(Some.SecretText) : Some.Secret;

    private Dictionary<string, string> Sign(WebhookScheme scheme, string body, params WebhookSecret[] secrets) => Sign(scheme, body, _now, secrets);

    private static Dictionary<string, string> Sign(WebhookScheme scheme, string body, long timestamp, params WebhookSecret[] secrets)
    {
        var headers = new Dictionary<string, string>
        {
            [scheme.SignatureHeader] = new WebhookSigner(scheme, secrets).Sign(Id, timestamp, Encoding.UTF8.GetBytes(body)),
        };
        if (scheme.IdHeader is { } id)
        {
            headers[id] = Id;
        }

        if (scheme.TimestampHeader is { } time)
        {
            headers[time] = $"{timestamp}";
        }

        return headers;
    }

    private async Task<bool> AcceptsAsync(string library, Dictionary<string, string> headers, string body)
    {
        var answer = await node.AskAsync(new JsonObject
        {
            ["library"] = library,
            ["action"] = "verify",
            ["secret"] = Some.SecretText,
            ["headers"] = new JsonObject(headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value))),
            ["body"] = body,
        });
        return answer["valid"]!.GetValue<bool>();
    }
}
