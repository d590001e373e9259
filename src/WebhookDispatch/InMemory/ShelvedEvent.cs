using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Stores;

namespace WebhookDispatch.InMemory;

/// <summary>An event as bytes: its head, then its texts as they are in memory, then its body.</summary>
internal readonly ref struct ShelvedEvent(ReadOnlySpan<byte> bytes)
{
    private const int Alignment = 8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ref readonly ShelvedHead _head = ref MemoryMarshal.AsRef<ShelvedHead>(bytes);

    internal long DeliveryId => _head.DeliveryId;

    internal DateTimeOffset EndedAt => new(_head.EndedAt, TimeSpan.Zero);

    private ReadOnlySpan<char> Tenant => Texts[.._head.Tenant];

    private ReadOnlySpan<char> Id => Texts.Slice(_head.Tenant, _head.Id);

    private ReadOnlySpan<char> Type => Texts.Slice(_head.Tenant + _head.Id, _head.Type);

    private ReadOnlySpan<char> ContentType => Texts.Slice(_head.Tenant + _head.Id + _head.Type, _head.ContentType);

    private ReadOnlySpan<char> Endpoint => Texts.Slice(_head.Tenant + _head.Id + _head.Type + _head.ContentType, _head.Endpoint);

    private ReadOnlySpan<char> HeaderLines => Texts[(_head.Tenant + _head.Id + _head.Type + _head.ContentType + _head.Endpoint)..];

    private ReadOnlySpan<byte> Body => _bytes.Slice(Unsafe.SizeOf<ShelvedHead>() + (Texts.Length * sizeof(char)), _head.Body);

    private ReadOnlySpan<char> Texts => MemoryMarshal.Cast<byte, char>(_bytes[Unsafe.SizeOf<ShelvedHead>()..])[..LengthOfTexts(_head)];

    /// <summary>Whether an event can be written: it came with one delivery, as delivered, and there is nothing to say that has no place here.</summary>
    internal static bool Fits(NewEvent added) =>
        added is { IdempotencyKey: null, ExpiresIn: null, Deliveries: [{ Delivered: true } only] }
        && only.Attempt is null or { Number: 1, Failure: AttemptFailure.None, StatusCode: not null, ResponseExcerpt: null, ResponseTruncated: false, RetryAfter: null };

    internal static int LengthOf(NewEvent added)
    {
        var length = Unsafe.SizeOf<ShelvedHead>() + (LengthOfTexts(HeadOf(added)) * sizeof(char)) + added.Event.Body.Length;
        return (length + Alignment - 1) / Alignment * Alignment;
    }

    internal static void Write(Span<byte> bytes, NewEvent added, long deliveryId, DateTimeOffset now)
    {
        var head = HeadOf(added);
        (head.DeliveryId, head.EndedAt) = (deliveryId, now.UtcTicks);
        MemoryMarshal.Write(bytes, head);
        var texts = MemoryMarshal.Cast<byte, char>(bytes[Unsafe.SizeOf<ShelvedHead>()..]);
        foreach (var text in (ReadOnlySpan<string?>)[added.Tenant, added.Event.Id, added.Event.Type, added.Event.ContentType, added.Deliveries[0].EndpointId, added.Event.HeaderLines])
        {
            text.AsSpan().CopyTo(texts);
            texts = texts[(text?.Length ?? 0)..];
        }

        added.Event.Body.Span.CopyTo(MemoryMarshal.AsBytes(texts));
    }

    internal bool Has(string tenant, string eventId) => Id.SequenceEqual(eventId) && Tenant.SequenceEqual(tenant);

    internal bool IsSameAs(WebhookEvent other) => Type.SequenceEqual(other.Type) && Body.SequenceEqual(other.Body.Span);

    /// <summary>Makes the objects that the store would hold if it had not been shelved.</summary>
    internal MemoryDelivery Read(long number)
    {
        var webhookEvent = new WebhookEvent(
            Id.ToString(), Type.ToString(), new DateTimeOffset(_head.OccurredAt, new TimeSpan(_head.OccurredOffset)), Body.ToArray(), ContentType.ToString(),
            _head.HeaderLines < 0 ? null : HeaderLines.ToString());
        var stored = new MemoryEvent(number, webhookEvent, Tenant.ToString(), idempotencyKey: null, EndedAt, expiresAt: null);
        var delivery = new MemoryDelivery(DeliveryId, Endpoint.ToString(), stored);
        delivery.BeginDelivered(ReadAttempt(), EndedAt);
        stored.Deliveries = [delivery];
        return delivery;
    }

    private static int LengthOfTexts(in ShelvedHead head) => head.Tenant + head.Id + head.Type + head.ContentType + head.Endpoint + Math.Max(0, head.HeaderLines);

    private static ShelvedHead HeadOf(NewEvent added)
    {
        var attempt = added.Deliveries[0].Attempt;
        return new ShelvedHead
        {
            OccurredAt = added.Event.Timestamp.Ticks,
            OccurredOffset = added.Event.Timestamp.Offset.Ticks,
            StartedAt = attempt?.StartedAt.UtcTicks ?? 0,
            Duration = attempt?.Duration.Ticks ?? 0,
            Status = attempt?.StatusCode ?? 0,
            Tenant = added.Tenant.Length,
            Id = added.Event.Id.Length,
            Type = added.Event.Type.Length,
            ContentType = added.Event.ContentType.Length,
            Endpoint = added.Deliveries[0].EndpointId.Length,
            HeaderLines = added.Event.HeaderLines?.Length ?? -1,
            Body = added.Event.Body.Length,
        };
    }

    private DeliveryAttempt? ReadAttempt() => _head.Status == 0 ? null : new DeliveryAttempt
    {
        Number = 1,
        StartedAt = new DateTimeOffset(_head.StartedAt, TimeSpan.Zero),
        Duration = new TimeSpan(_head.Duration),
        Failure = AttemptFailure.None,
        StatusCode = _head.Status,
    };
}
