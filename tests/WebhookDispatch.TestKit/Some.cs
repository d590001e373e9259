using System.Security.Cryptography;
using System.Text;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Events;
using WebhookDispatch.Secrets;
using WebhookDispatch.Signing;

namespace WebhookDispatch.TestKit;

/// <summary>Valid values for what a test does not care about.</summary>
public static class Some
{
    public const string SecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public static WebhookSecret Secret { get; } = WebhookSecret.Parse(SecretText);

    /// <summary>A key that protects stored secrets; another id is another key.</summary>
    public static SecretKey Key(string id = "k1") => SecretKey.FromBytes(id, SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    public static WebhookEvent Event(string type = "payment.completed", string body = "{\"amount\":4200,\"card\":\"" + Canary.Body + "\"}", string? id = null) =>
        WebhookEvent.FromBytes(type, Encoding.UTF8.GetBytes(body), id: id);

    public static WebhookEndpoint Endpoint(RecordingReceiver receiver, string id = "acme") => Endpoint(receiver.Url, id);

    public static WebhookEndpoint Endpoint(Uri url, string id = "acme") => new()
    {
        Id = id,
        Url = url,
        Secrets = [Secret],
        Headers = new Dictionary<string, string> { ["X-Api-Key"] = Canary.HeaderValue },
    };
}
