using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch;

/// <summary>Carries what follows <c>AddWebhookDispatch</c>: stores, endpoints, observers.</summary>
public interface IWebhookDispatchBuilder
{
    /// <summary>The services being configured.</summary>
    IServiceCollection Services { get; }

    /// <summary>
    /// The HTTP client of every attempt: add message handlers or client settings here. Its primary handler is the library's own,
    /// which guards addresses and follows no redirects; replacing it gives both up.
    /// </summary>
    IHttpClientBuilder HttpClient { get; }

    /// <summary>Whether this follows <c>AddWebhookInbox</c>: its store keeps what is received, apart from what is sent.</summary>
    /// <value><see langword="false"/> unless it is implemented.</value>
    bool IsInbox => false;
}
