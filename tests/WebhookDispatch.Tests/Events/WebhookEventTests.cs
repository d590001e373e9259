using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using WebhookDispatch.Events;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Events;

public sealed partial class WebhookEventTests
{
    private static readonly Order Placed = new(4200, "Zoë <zoe@acme.example>", ["a", "b"]);

    [Fact]
    public void The_envelope_is_these_bytes()
    {
        var clock = new TestClock();

        var webhookEvent = WebhookEvent.Create("order.placed", Placed, EventsJson.Default.Order, "evt_1", clock);

        Assert.Equal(
            """{"id":"evt_1","type":"order.placed","timestamp":"2026-01-02T03:04:05Z","data":{"amount":4200,"customer":"Zo\u00EB \u003Czoe@acme.example\u003E","lines":["a","b"]}}""",
            Text(webhookEvent));
        Assert.Equal(("evt_1", "order.placed", "application/json"), (webhookEvent.Id, webhookEvent.Type, webhookEvent.ContentType));
        Assert.Equal(clock.GetUtcNow(), webhookEvent.Timestamp);
    }

    [Fact]
    public void The_timestamp_keeps_fractions_of_a_second_and_is_UTC()
    {
        var clock = new TestClock();
        clock.Advance(TimeSpan.FromTicks(1_234_567));

        var webhookEvent = WebhookEvent.Create("a", 1, EventsJson.Default.Int32, "evt_1", clock);

        Assert.Equal("""{"id":"evt_1","type":"a","timestamp":"2026-01-02T03:04:05.1234567Z","data":1}""", Text(webhookEvent));
    }

    [Fact]
    public void An_id_that_JSON_must_escape_is_escaped()
    {
        var webhookEvent = WebhookEvent.Create("a", 1, EventsJson.Default.Int32, "\"\\<");

        using var read = JsonDocument.Parse(webhookEvent.Body);
        Assert.Equal("\"\\<", read.RootElement.GetProperty("id").GetString());
        Assert.Equal("\"\\<", webhookEvent.Id);
    }

    [Fact]
    public void No_data_is_null()
    {
        var webhookEvent = WebhookEvent.Create("a", null, EventsJson.Default.Order, "evt_1", new TestClock());

        Assert.EndsWith("\"data\":null}", Text(webhookEvent), StringComparison.Ordinal);
    }

    [Fact]
    public void The_encoder_of_the_context_applies()
    {
        var relaxed = new EventsJson(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        var webhookEvent = WebhookEvent.Create("a", "Zoë", relaxed.String);

        Assert.EndsWith("\"data\":\"Zoë\"}", Text(webhookEvent), StringComparison.Ordinal);
    }

    [Fact]
    public void By_reflection_names_are_in_camel_case()
    {
        var webhookEvent = WebhookEvent.Create("order.placed", new { AmountDue = 4200 });

        Assert.EndsWith("\"data\":{\"amountDue\":4200}}", Text(webhookEvent), StringComparison.Ordinal);
    }

    [Fact]
    public void By_reflection_options_of_ones_own_apply()
    {
        var webhookEvent = WebhookEvent.Create("order.placed", new { AmountDue = 4200 }, new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

        Assert.EndsWith("\"data\":{\"amount_due\":4200}}", Text(webhookEvent), StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_of_an_event_are_a_copy()
    {
        byte[] buffer = [.. "before"u8];

        var webhookEvent = WebhookEvent.FromBytes("a", buffer, "text/plain");
        buffer.AsSpan().Fill((byte)'x');

        Assert.Equal("before", Text(webhookEvent));
        Assert.Equal("text/plain", webhookEvent.ContentType);
    }

    [Fact]
    public void Its_text_is_type_and_id() => Assert.Equal("payment.completed evt_1", Some.Event(body: "canary", id: "evt_1").ToString());

    [Fact]
    public void Ids_grow_with_time_and_hold_no_dot()
    {
        var clock = new TestClock();
        var ids = new List<string>();
        for (var i = 0; i < 1000; i++)
        {
            ids.Add(WebhookEvent.FromBytes("a", [], timeProvider: clock).Id);
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(1000, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^evt_[0-9a-f]{32}$", id));
    }

    [Fact]
    public void Ids_of_one_instant_differ()
    {
        var clock = new TestClock();

        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => WebhookEvent.FromBytes("a", [], timeProvider: clock).Id).Distinct(StringComparer.Ordinal).Count());
    }

    private static string Text(WebhookEvent webhookEvent) => Encoding.UTF8.GetString(webhookEvent.Body.Span);

    internal sealed record Order(int Amount, string Customer, string[] Lines);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(int))]
    [JsonSerializable(typeof(string))]
    internal sealed partial class EventsJson : JsonSerializerContext;
}
