using System.Text;
using System.Text.Json;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Zoom: no id, the type in <c>event</c>, and a URL that has to show every three days that it knows the secret.</summary>
internal sealed class ZoomProfile : SenderProfile
{
    private const string Validation = "endpoint.url_validation";

    public override EventNames Name(in NamingRequest request) =>
        new(null, JsonMembers.Read(request.Body.Span, request.MaxJsonDepth, "event"u8, "event_ts"u8).First);

    public override ImmediateAnswer? Answer(string? type, in NamingRequest request) =>
        type == Validation
        && request.Proof.Secret is { } secret
        && JsonMembers.ReadWithin(request.Body.Span, request.MaxJsonDepth, "payload"u8, "plainToken"u8, "encryptedToken"u8).First is { } token
            ? new ImmediateAnswer("application/json", Answer(token, secret))
            : null;

    private static byte[] Answer(string token, WebhookSecret secret)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("plainToken"u8, token);
            writer.WriteString("encryptedToken"u8, MacOf(token, secret));
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    // What the plain hex scheme signs is the body alone, so its signature is the bare MAC that Zoom asks for.
    private static string MacOf(string token, WebhookSecret secret) => new WebhookSigner(WebhookScheme.Hex, secret).Sign("token", 1, Encoding.UTF8.GetBytes(token));
}
