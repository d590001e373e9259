using WebhookDispatch.Signing;

namespace Snippets;

internal static class Receiving
{
    internal static void Map(WebApplication app, WebhookSecret current, WebhookSecret previous, Func<string, byte[], Task> keep)
    {
        // begin receive
        var verifier = new WebhookVerifier(WebhookScheme.Standard, current, previous); // either may have signed

        app.MapPost("/hooks", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var headers = request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")));
            var verification = verifier.Verify(headers, body.ToArray());
            if (!verification.IsValid)
            {
                return Results.Unauthorized();
            }

            await keep(verification.Id!, body.ToArray()); // under its id, so that a duplicate is dropped; the work comes later
            return Results.Accepted();
        });
        // end receive
    }
}
