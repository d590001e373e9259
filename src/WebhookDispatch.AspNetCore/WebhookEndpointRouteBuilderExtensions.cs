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
    /// <exception cref="InvalidOperationException">
    /// Nothing is verified, nothing is handled, or an option is out of range: the message names it. Of a route with parameters that does not say
    /// whose ids it goes by (<c>From</c>), the first request is told.
    /// </exception>
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
        var mapped = endpoints.MapMethods(pattern, [HttpMethods.Post], receive).WithDisplayName($"webhooks {pattern}");
        if (builder.SourceOf is null)
        {
            mapped.Finally(endpoint => ThrowIfShared(pattern, (RouteEndpointBuilder)endpoint));
        }

        return mapped;
    }

    // Senders that share a route would share their ids, and one could make another's events look like duplicates. The parameters of a
    // group are only known when its endpoints are made.
    private static void ThrowIfShared(string pattern, RouteEndpointBuilder endpoint)
    {
        if (endpoint.RoutePattern.Parameters.Count > 0)
        {
            throw new InvalidOperationException(
                $"The webhooks at '{pattern}' cannot be received. The route '{endpoint.RoutePattern.RawText}' has parameters, so several senders share it; call From to say whose ids a request goes by.");
        }
    }
}
