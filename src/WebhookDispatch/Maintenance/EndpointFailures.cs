using System.Text.Json.Serialization;

namespace WebhookDispatch.Maintenance;

/// <summary>An endpoint's failures since its last success.</summary>
/// <param name="Since">When nothing has succeeded from; outages of our own are taken out by moving it.</param>
/// <param name="FirstAt">The first failed delivery.</param>
/// <param name="LastAt">The last failed delivery.</param>
/// <param name="Deliveries">How many deliveries failed.</param>
internal sealed record EndpointFailures(DateTimeOffset Since, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Deliveries)
{
    internal bool CallFor(AutoDisableOptions options, DateTimeOffset now) =>
        options.NoSuccessFor > TimeSpan.Zero
        && now - Since >= options.NoSuccessFor
        && Deliveries >= options.MinFailedDeliveries
        && LastAt - FirstAt >= options.MinSpread;

    internal EndpointFailures And(DateTimeOffset now) => this with { LastAt = now, Deliveries = Deliveries + 1 };

    internal static EndpointFailures First(DateTimeOffset now) => new(now, now, now, 1);
}

/// <summary>Source-generated, so that the core stays free of reflection.</summary>
[JsonSerializable(typeof(EndpointFailures))]
internal sealed partial class EndpointFailuresJson : JsonSerializerContext;
