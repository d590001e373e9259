using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Observing;
using WebhookDispatch.Signing;

namespace WebhookDispatch;

/// <summary>What can follow <c>AddWebhookDispatch</c>.</summary>
public static class WebhookDispatchBuilderExtensions
{
    /// <summary>Registers an endpoint under an id.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="id">1 to 128 of <c>A-Z a-z 0-9 _ - :</c>.</param>
    /// <param name="url">An absolute URL.</param>
    /// <param name="secret">A Standard Webhooks secret, <c>whsec_…</c>; read it from configuration, never from source.</param>
    /// <param name="eventTypes">Which events are published to it; all when none is given.</param>
    /// <exception cref="InvalidEndpointException">The URL is not absolute.</exception>
    /// <exception cref="WebhookSecretException">The secret is not one.</exception>
    public static IWebhookDispatchBuilder AddEndpoint(
        this IWebhookDispatchBuilder builder, string id, [StringSyntax(StringSyntaxAttribute.Uri)] string url, string secret, params string[] eventTypes)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(url);
        if (secret is null)
        {
            // The commonest fault of all: a setting that is missing where this runs.
            throw new ArgumentNullException(nameof(secret), $"Endpoint '{id}' has no secret. Check that its setting is present, or make one with WebhookSecret.Generate().");
        }

        ArgumentNullException.ThrowIfNull(eventTypes);

        // On Unix Uri takes "/hooks" for the name of a file.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var absolute) || absolute.IsFile)
        {
            throw new InvalidEndpointException(id, ["Url is not absolute; give one such as 'https://acme.example/hooks'."]);
        }

        var endpoint = new WebhookEndpoint { Id = id, Url = absolute, Secrets = [WebhookSecret.Parse(secret)] };
        return builder.AddEndpoint(eventTypes.Length == 0 ? endpoint : endpoint with { EventTypes = eventTypes });
    }

    /// <summary>Registers an endpoint. It is checked against the options when it is first needed, at the latest when the host starts.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="endpoint">The endpoint; its id must be new.</param>
    /// <exception cref="InvalidOperationException">It is the registration of an inbox, which sends nothing.</exception>
    public static IWebhookDispatchBuilder AddEndpoint(this IWebhookDispatchBuilder builder, WebhookEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (builder.IsInbox)
        {
            throw new InvalidOperationException($"Endpoint '{endpoint.Id}' was added to an inbox, which sends nothing. Add it to what AddWebhookDispatch returns.");
        }

        builder.Services.AddSingleton(new EndpointRegistration(endpoint));
        return builder;
    }

    /// <summary>Registers an observer. Several may be registered; each is told everything.</summary>
    /// <param name="builder">The registration.</param>
    public static IWebhookDispatchBuilder AddObserver<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TObserver>(
        this IWebhookDispatchBuilder builder)
        where TObserver : class, IWebhookObserver
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IWebhookObserver, TObserver>());
        return builder;
    }

    /// <summary>Registers an observer that exists already.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="observer">The observer.</param>
    public static IWebhookDispatchBuilder AddObserver(this IWebhookDispatchBuilder builder, IWebhookObserver observer)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(observer);
        builder.Services.AddSingleton(observer);
        return builder;
    }
}
