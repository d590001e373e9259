using System.Globalization;
using System.Text;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Hosting;

/// <summary>A signed request before it is sent; its parts can be changed with <c>with</c>.</summary>
internal sealed record SignedRequest(byte[] Body, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>Fits every scheme.</summary>
    public static readonly WebhookSecret Secret = WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static readonly DateTimeOffset Now = new TestClock().GetUtcNow();

    public static SignedRequest Of(string body, string id = "evt_1") => Of(WebhookScheme.Standard, Encoding.UTF8.GetBytes(body), id);

    public static SignedRequest Of(WebhookScheme scheme, string body, string id = "evt_1") => Of(scheme, Encoding.UTF8.GetBytes(body), id);

    public static SignedRequest Of(WebhookScheme scheme, byte[] body, string id = "evt_1", DateTimeOffset? at = null, WebhookSecret? secret = null)
    {
        var seconds = (at ?? Now).ToUnixTimeSeconds();
        List<KeyValuePair<string, string>> headers = [new(scheme.SignatureHeader, new WebhookSigner(scheme, secret ?? Secret).Sign(id, seconds, body))];
        if (scheme.IdHeader is { } idHeader)
        {
            headers.Add(new(idHeader, id));
        }

        if (scheme.TimestampHeader is { } timestampHeader)
        {
            headers.Add(new(timestampHeader, seconds.ToString(CultureInfo.InvariantCulture)));
        }

        return new SignedRequest(body, headers);
    }

    public SignedRequest With(string name, string value) => this with { Headers = [.. Without(name).Headers, new(name, value)] };

    public SignedRequest Without(string name) => this with { Headers = [.. Headers.Where(header => !header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))] };

    public string Header(string name) => Headers.Single(header => header.Key == name).Value;

    public HttpRequestMessage ToMessage(string path = "/hooks")
    {
        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
