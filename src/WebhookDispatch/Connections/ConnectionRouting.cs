using Microsoft.Extensions.Http;

namespace WebhookDispatch.Connections;

/// <summary>Puts the router after every handler that a user has added to the client of that name, in whatever order they were added.</summary>
internal sealed class ConnectionRouting(string clientName, Func<ConnectionRouter> create) : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (string.Equals(builder.Name, clientName, StringComparison.Ordinal))
        {
            builder.AdditionalHandlers.Add(create());
        }
    };
}
