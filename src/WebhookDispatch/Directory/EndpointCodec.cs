using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Secrets;
using WebhookDispatch.Signing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Directory;

/// <summary>Endpoints to documents and back. The one place where stored secrets are protected and read.</summary>
internal sealed class EndpointCodec(SecretProtection protection)
{
    private const int SealedForm = 1;

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="version">The version that was read; 0 for a new one.</param>
    /// <param name="cancellationToken">Stops waiting for the key.</param>
    internal async ValueTask<EndpointDocument> EncodeAsync(WebhookEndpoint endpoint, long version, CancellationToken cancellationToken)
    {
        var content = await SealAsync(endpoint, new EndpointContent
        {
            Url = endpoint.Url.OriginalString,
            Schemes = [.. endpoint.Schemes.Select(scheme => scheme.Name)],
            EventTypes = endpoint.EventTypes,
            Metadata = endpoint.Metadata.Count == 0 ? null : endpoint.Metadata,
            Overrides = endpoint.Overrides == EndpointOverrides.None ? null : endpoint.Overrides,
            Enabled = endpoint.IsEnabled,
            DisabledReason = endpoint.DisabledReason,
        }, cancellationToken).ConfigureAwait(false);
        return new EndpointDocument(
            endpoint.Tenant, endpoint.Id, version, JsonSerializer.SerializeToUtf8Bytes(content, EndpointContentJson.Default.EndpointContent));
    }

    /// <exception cref="JsonException">The document is not one of ours.</exception>
    internal async ValueTask<StoredEndpoint> DecodeAsync(EndpointDocument document, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.Deserialize(document.Content.Span, EndpointContentJson.Default.EndpointContent)
            ?? throw new JsonException($"Endpoint '{document.EndpointId}' has no content.");
        var endpoint = new WebhookEndpoint
        {
            Id = document.EndpointId,
            Tenant = document.Tenant,
            Url = new Uri(content.Url, UriKind.Absolute),
            Schemes = [.. content.Schemes.Select(SchemeNamed)],
            EventTypes = content.EventTypes,
            Metadata = content.Metadata ?? new Dictionary<string, string>(),
            IsEnabled = content.Enabled,
            DisabledReason = content.DisabledReason,
            Overrides = content.Overrides ?? EndpointOverrides.None,
        };
        if (content.Sealed is { } sealedText)
        {
            return await OpenAsync(document, endpoint, sealedText, content, cancellationToken).ConfigureAwait(false);
        }

        var secrets = content.Plain ?? new EndpointSecrets { Signing = content.Secrets ?? [], Headers = content.Headers };
        return new StoredEndpoint(document, secrets.AddTo(endpoint), IsCurrent: protection.Protector is null);
    }

    private async ValueTask<EndpointContent> SealAsync(WebhookEndpoint endpoint, EndpointContent content, CancellationToken cancellationToken)
    {
        if (endpoint is { Unreadable: { } kept, Secrets.Count: 0 })
        {
            return content with
            {
                Sealed = kept.Sealed,
                SealedHeaders = kept.HeaderNames,
                SealedAuthentication = kept.HadAuthentication ? true : null,
                SealedTls = kept.HadTls ? true : null,
            };
        }

        var secrets = EndpointSecrets.Of(endpoint);
        return protection.Protector is { } protector
            ? content with
            {
                Sealed = await protector.ProtectAsync(secrets.Write(), PlaceOf(endpoint.Tenant, endpoint.Id), cancellationToken).ConfigureAwait(false),
                SealedHeaders = secrets.Headers is { } headers ? [.. headers.Keys] : null,
                SealedAuthentication = secrets.Access?.Authentication is null ? null : true,
                SealedTls = secrets.Access?.Tls is null ? null : true,
            }
            : content with { Plain = secrets };
    }

    private async ValueTask<StoredEndpoint> OpenAsync(
        EndpointDocument document, WebhookEndpoint endpoint, string sealedText, EndpointContent content, CancellationToken cancellationToken)
    {
        var (opened, fault) = await UnprotectAsync(sealedText, PlaceOf(document.Tenant, document.EndpointId), cancellationToken).ConfigureAwait(false);
        return fault is null
            ? new StoredEndpoint(document, EndpointSecrets.Read(opened.Value.Span).AddTo(endpoint), opened.IsCurrent)
            : new StoredEndpoint(document, endpoint with
            {
                Unreadable = new UnreadableSecrets(fault, sealedText, content.SealedHeaders ?? [])
                {
                    HadAuthentication = content.SealedAuthentication is true,
                    HadTls = content.SealedTls is true,
                },
            }, IsCurrent: true);
    }

    private async ValueTask<(UnprotectedSecret Opened, string? Fault)> UnprotectAsync(string sealedText, SecretPlace place, CancellationToken cancellationToken)
    {
        if (protection.Protector is not { } protector)
        {
            return (default, "They are protected, and no key is configured; call ProtectSecrets or set Secrets.Keys.");
        }

        try
        {
            return (await protector.UnprotectAsync(sealedText, place, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever happens to one endpoint's key, such as a key vault that does not answer, may not stop the others.
            return (default, exception.Message);
        }
    }

    private static SecretPlace PlaceOf(string tenant, string endpointId) => new(tenant, endpointId, "endpoint", SealedForm);

    private static WebhookScheme SchemeNamed(string name) =>
        WebhookScheme.TryGet(name, out var scheme) ? scheme : throw new JsonException($"'{name}' is not a signing scheme.");
}
