using System.Text.Json;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>A request as the journal holds it.</summary>
internal sealed record JournalRequest(string Method, string Url, IReadOnlyDictionary<string, JsonElement> Headers, byte[] BodyAsBase64)
{
    internal ReceivedRequest ToReceived(int number) =>
        new(Method, Url, [.. Headers.SelectMany(header => Values(header.Value).Select(value => KeyValuePair.Create(header.Key, value)))], BodyAsBase64, number);

    // A header that came once is a string; one that came on several lines is an array.
    private static IEnumerable<string> Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(line => line.GetString()!) : [value.GetString()!];
}
