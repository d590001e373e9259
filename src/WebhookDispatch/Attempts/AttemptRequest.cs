using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using WebhookDispatch.Connections;
using WebhookDispatch.Events;

namespace WebhookDispatch.Attempts;

/// <summary>Builds the signed request of one attempt.</summary>
internal sealed class AttemptRequest(SendingOptions options)
{
    internal const string IdHeader = "webhook-id";

    // Injected here and not by SocketsHttpHandler, whose own span would show the path of the URL.
    private static readonly DistributedContextPropagator TraceContext = DistributedContextPropagator.CreateW3CPropagator();

    private SecondText _second = new(0, "0");

    internal HttpRequestMessage Create(PreparedEndpoint endpoint, WebhookEvent webhookEvent, DateTimeOffset now)
    {
        var content = new ReadOnlyMemoryContent(webhookEvent.Body);
        content.Headers.TryAddWithoutValidation("Content-Type", webhookEvent.ContentType);
        var request = endpoint.Connection is { } connection ? For(connection, endpoint.Target) : new PlainRequest(HttpMethod.Post, endpoint.Target);
        request.Content = content;
        request.Version = endpoint.HttpVersion;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;

        // Every name and value here was checked at registration or made by us. The validating Add costs a second parse for
        // each header, and TryAddWithoutValidation is only unsafe with unchecked text: it writes CR and LF to the wire.
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        var hasId = false;
        foreach (var signer in endpoint.SignersAt(now))
        {
            var scheme = signer.Scheme;
            var timestamp = now.ToUnixTimeSeconds();
            if (scheme.IdHeader is { } idHeader)
            {
                headers.TryAddWithoutValidation(idHeader, webhookEvent.Id);
                hasId |= ReferenceEquals(idHeader, IdHeader) || idHeader.Equals(IdHeader, StringComparison.OrdinalIgnoreCase);
            }

            if (scheme.TimestampHeader is { } timestampHeader)
            {
                headers.TryAddWithoutValidation(timestampHeader, TextOf(timestamp));
            }

            if (scheme.TypeHeader is { } typeHeader)
            {
                headers.TryAddWithoutValidation(typeHeader, webhookEvent.Type);
            }

            headers.TryAddWithoutValidation(scheme.SignatureHeader, signer.Sign(webhookEvent.Id, timestamp, webhookEvent.Body.Span));
        }

        if (!hasId)
        {
            // Receivers of every scheme get the one id by which they can drop a duplicate.
            headers.TryAddWithoutValidation(IdHeader, webhookEvent.Id);
        }

        foreach (var (name, value) in endpoint.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (options.PropagateTraceContext)
        {
            TraceContext.Inject(Activity.Current, headers, Add);
        }

        return request;
    }

    private static HttpRequestMessage For(EndpointConnection connection, Uri target)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Options.Set(EndpointConnection.Option, connection);
        return request;
    }

    // Baggage and trace state come from whoever called the application: only what cannot break a line is written.
    private static void Add(object? carrier, string name, string value)
    {
        var headers = (HttpRequestHeaders)carrier!;
        if (!headers.NonValidated.Contains(name) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    // Attempts of one second share the text of their timestamp.
    private string TextOf(long second)
    {
        var last = Volatile.Read(ref _second);
        if (last.Second == second)
        {
            return last.Text;
        }

        var text = second.ToString(CultureInfo.InvariantCulture);
        Volatile.Write(ref _second, new SecondText(second, text));
        return text;
    }

    private sealed record SecondText(long Second, string Text);
}
