using System.Text.Json;

namespace Receiver;

/// <summary>Which code handles which type of event. Each handler says what an application would do.</summary>
internal static class EventHandlers
{
    private static readonly Dictionary<string, Func<JsonElement, string>> ByType = new(StringComparer.Ordinal)
    {
        ["payment.completed"] = body => $"payment {Data(body, "paymentId")} booked: {Data(body, "amount")} {Data(body, "currency")}",
        ["invoice.paid"] = body => $"invoice {Data(body, "invoiceId")} settled",
        ["order.placed"] = body => $"order {Data(body, "orderId")} sent to the warehouse",
        ["user.signed_up"] = body => $"user {Data(body, "userId")} welcomed",
        ["charge.succeeded"] = body => $"charge of event {Text(body, "id")} reconciled",
        ["push"] = body => $"build of {Text(body, "after")} started",
    };

    public static string Handle(Arrival arrival)
    {
        using var body = JsonDocument.Parse(arrival.Body);
        return arrival.Type is { } type && ByType.TryGetValue(type, out var handle)
            ? handle(body.RootElement)
            : "an event of another type was set aside";
    }

    private static string Data(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("data", out var data) ? Text(data, name) : "?";

    // As JSON: quoted and escaped, whatever the sender wrote.
    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.GetRawText()
            : "?";
}
