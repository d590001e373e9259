using System.Net;
using System.Text;
using WebhookDispatch.Attempts;
using WebhookDispatch.Connections;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Fuzzing;

/// <summary>What strangers write, mutated without end: nothing throws anything but the typed error, and what is allowed is what it seems.</summary>
public sealed class InputFuzzTests
{
    private static readonly EgressOptions Options = new();
    private static readonly AddressPolicy Policy = new(Options);
    private static readonly EndpointRules Rules = new(Options, Policy);

    private static readonly Dictionary<string, (string[] Corpus, Action<string> Check)> Targets = new(StringComparer.Ordinal)
    {
        ["URLs"] = (Egress.EgressVectors.AllIds.Where(id => Egress.EgressVectors.Case(id).TryGetProperty("url", out _)).Select(id => Egress.EgressVectors.Text(id, "url")).ToArray(), CheckUrl),
        ["header values"] = (["application/json", "Bearer abc.def-ghi", "a\tb", ""], value => CheckHeader("X-Team", value)),
        ["header names"] = (["X-Team", "Authorization", "content-type", "webhook-id"], name => CheckHeader(name, "red")),
        ["networks"] = (["10.2.0.0/16", "10.2.0.5/32:8443", "[fd00::]/8:443", "fd00::/8"], CheckNetwork),
        ["proxies"] = (["http://proxy.example:4750", "http://user:password@10.0.0.1"], text => EgressProxy.TryRead(text, out _)),
        ["Retry-After"] = (["120", "Fri, 02 Jan 2026 03:04:35 GMT", "2147483648"], text => Assert.True(RetryAfterHeader.Parse(text, DateTimeOffset.UnixEpoch) is null or { Ticks: >= 0 })),
        ["response bodies"] = (["{\"error\":\"no\"}", "\u001b[31mred", "<html>"], CheckExcerpt),
        ["token answers"] = (["{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":3600}", "{\"error\":\"invalid_client\"}"], CheckTokenAnswer),
        ["certificates"] = (["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"], CheckTls),
        ["fingerprints"] = ([new string('a', 64), string.Join(':', Enumerable.Repeat("AB", 32))], text => Assert.True(PemText.Fingerprint(text) is null or { Length: 64 })),
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutations_meet_only_verdicts_and_typed_errors(string target)
    {
        var (corpus, check) = Targets[target];
        var mutator = new Mutator(FuzzTime.Seed);
        foreach (var round in FuzzTime.Rounds())
        {
            var text = mutator.Mutate(mutator.Pick(corpus));
            try
            {
                check(text);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {FuzzTime.Seed}, round {round}, {Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}: {exception}");
            }
        }
    }

    private static void CheckUrl(string text)
    {
        var verdict = UrlRules.Check(text, Options, Policy);
        CheckEndpoint(Endpoint(text));
        if (verdict.Target is not { } target)
        {
            Assert.NotEqual(UrlRefusal.None, verdict.Refusal);
            return;
        }

        Assert.Equal(("https", "", ""), (target.Scheme, target.UserInfo, target.Fragment));
        Assert.True(Ascii.IsValid(target.IdnHost) && !HostName.IsLocalhost(target.IdnHost) && !DeniedPorts.Contains(target.Port));
        Assert.True(!IPAddress.TryParse(target.IdnHost, out var address) || Policy.IsAllowed(address, target.Port));

        // What was checked is what is dialled: read again, it is the same.
        Assert.Equal(target.AbsoluteUri, UrlRules.Check(target.AbsoluteUri, Options, Policy).Target?.AbsoluteUri);
    }

    private static void CheckHeader(string name, string value)
    {
        var verdict = HeaderRules.Check(name, value);
        if (verdict.IsAllowed)
        {
            using var request = new HttpRequestMessage();
            request.Headers.TryAddWithoutValidation(name, value);
            Assert.Equal([value], request.Headers.NonValidated[name]);
            Assert.False(value.AsSpan().ContainsAny('\r', '\n', '\0'));
        }

        CheckEndpoint(Endpoint("https://hooks.acme-receiver.com/")! with { Headers = new Dictionary<string, string> { [name] = value } });
    }

    private static void CheckNetwork(string text)
    {
        if (AllowedNetwork.TryParse(text, out var network))
        {
            Assert.Equal(network, AllowedNetwork.Parse(network.ToString()));
        }
        else
        {
            Assert.Throws<FormatException>(() => AllowedNetwork.Parse(text));
        }

        _ = EgressOptionsRules.Validate(new EgressOptions { AllowedNetworks = { text }, OwnAddresses = { text }, Proxy = text }).ToList();
    }

    private static void CheckExcerpt(string text) =>
        Assert.DoesNotContain(ResponseExcerpt.ToText(Encoding.UTF8.GetBytes(text)), c => c is not ('\n' or '\t') && char.IsControl(c));

    private static void CheckTokenAnswer(string text)
    {
        var answer = Encoding.UTF8.GetBytes(text);
        Assert.True(TokenAnswer.Read(answer) is null or { Life.Ticks: > 0, Token.Length: > 0 });
        Assert.DoesNotContain(TokenAnswer.ErrorIn(answer), c => c is not ('_' or (>= 'a' and <= 'z')));
    }

    private static void CheckTls(string text) => CheckEndpoint(Endpoint("https://hooks.acme-receiver.com/")! with
    {
        Tls = new EndpointTls { TrustedAuthorities = text, ClientCertificate = text, ClientKey = WebhookSecret.FromText("-" + Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))) },
    });

    private static void CheckEndpoint(WebhookEndpoint? endpoint)
    {
        Assert.False(endpoint is not null && string.IsNullOrEmpty(endpoint.ToString()));
        try
        {
            _ = endpoint is null ? null : Rules.Check(endpoint);
        }
        catch (InvalidEndpointException refused)
        {
            Assert.NotEmpty(refused.Errors);
        }
    }

    private static WebhookEndpoint? Endpoint(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Some.Endpoint(uri) : null;
}
