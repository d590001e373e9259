using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Events;

namespace WebhookDispatch.Benchmarks.Micro;

/// <summary>Making an event of about 1 KiB.</summary>
public partial class EventBenchmarks
{
    private readonly byte[] _body = SamplePayload.Create();
    private readonly Payment _payment = new("pay_20419", 4200, "EUR", new string('x', 820));

    [Benchmark(Description = "envelope 1 KiB")]
    public WebhookEvent Envelope() => WebhookEvent.Create("payment.completed", _payment, PaymentJson.Default.Payment);

    [Benchmark(Description = "event from bytes 1 KiB")]
    public WebhookEvent FromBytes() => WebhookEvent.FromBytes("payment.completed", _body);

    internal sealed record Payment(string Id, long Amount, string Currency, string Note);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Payment))]
    internal sealed partial class PaymentJson : JsonSerializerContext;
}
