using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace WebhookDispatch.AspNetCore;

/// <summary>Maps receivers of webhooks.</summary>
public static class WebhookEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Receives webhooks by POST: reads the body within a limit, verifies its bytes, and runs the handler of the event's type.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The route, such as <c>/hooks/acme</c>. It also names the receiver, unless <c>Named</c> does.</param>
    /// <param name="configure">Says who may send, and what is done with it.</param>
    /// <returns>The endpoint, for conventions such as rate limits or a host name.</returns>
    /// <exception cref="InvalidOperationException">Nothing is verified, nothing is handled, or an option is out of range: the message names it.</exception>
    public static IEndpointConventionBuilder MapWebhooks(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<WebhookReceiverBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new WebhookReceiverBuilder();
        configure(builder);
        var receiver = ReceiverFactory.Create(pattern, builder, endpoints.ServiceProvider);
        RequestDelegate receive = receiver.ReceiveAsync;
        return endpoints.MapMethods(pattern, [HttpMethods.Post], receive).WithDisplayName($"webhooks {pattern}");
    }
}
