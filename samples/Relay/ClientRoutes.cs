using System.Text.Json;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Operating;
using WebhookDispatch.Signing;

namespace Relay;

/// <summary>Registers and lists the endpoints of clients.</summary>
internal sealed class ClientRoutes(IWebhookEndpoints endpoints)
{
    private const string Prefix = "client-";

    public void Map(WebApplication app)
    {
        app.MapPost("/clients", AddAsync);
        app.MapGet("/clients", ListAsync);
    }

    private async Task<IResult> AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return Results.Problem("The body has to be JSON; say so by Content-Type: application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        if (await ReadAsync(request, cancellationToken) is not { } client)
        {
            return Results.Problem("The body is not a client; give {\"url\": \"https://client.example/hooks\", \"event_types\": [\"order.*\"]}.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (client.Url is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.IsFile)
        {
            return Results.Problem("url is not absolute; give one such as https://client.example/hooks.", statusCode: StatusCodes.Status400BadRequest);
        }

        var secret = WebhookSecret.Generate();
        var endpoint = new WebhookEndpoint
        {
            Id = $"{Prefix}{Guid.CreateVersion7():N}",
            Url = url,
            Secrets = [secret],
            EventTypes = client.EventTypes is { Count: > 0 } types ? types : ["**"],
        };
        try
        {
            await endpoints.AddAsync(endpoint, cancellationToken);
        }
        catch (InvalidEndpointException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest);
        }

        return Results.Json(new ListedClient(endpoint.Id, text, endpoint.EventTypes, secret.Reveal()), RelayJson.Default.ListedClient, statusCode: StatusCodes.Status201Created);
    }

    private static async ValueTask<NewClient?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFromJsonAsync(RelayJson.Default.NewClient, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var listed = (await endpoints.ListAsync(cancellationToken: cancellationToken))
            .Where(endpoint => endpoint.Id.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(endpoint => new ListedClient(endpoint.Id, endpoint.Url.ToString(), endpoint.EventTypes));
        return Results.Json([.. listed], RelayJson.Default.IReadOnlyListListedClient);
    }
}
