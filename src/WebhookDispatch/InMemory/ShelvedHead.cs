namespace WebhookDispatch.InMemory;

/// <summary>What a <see cref="ShelvedEvent"/> begins with. Times are ticks; lengths are in characters, that of the body in bytes.</summary>
internal struct ShelvedHead
{
    internal long DeliveryId;
    internal long EndedAt;
    internal long OccurredAt;
    internal long OccurredOffset;
    internal long StartedAt;
    internal long Duration;

    /// <summary>0 when no attempt is known.</summary>
    internal int Status;

    internal int Tenant;
    internal int Id;
    internal int Type;
    internal int ContentType;
    internal int Endpoint;

    /// <summary>-1 when there are none.</summary>
    internal int HeaderLines;

    internal int Body;
}
