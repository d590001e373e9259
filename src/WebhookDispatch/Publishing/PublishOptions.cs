using WebhookDispatch.Events;

namespace WebhookDispatch.Publishing;

/// <summary>For whom an event is, and when.</summary>
public sealed record PublishOptions
{
    /// <summary>For every listening endpoint of the one tenant, now, without end.</summary>
    public static PublishOptions Default { get; } = new();

    /// <summary>The tenant whose endpoints get it.</summary>
    /// <value>Empty by default, where there is only one. At most 128 characters.</value>
    public string Tenant { get; init; } = "";

    /// <summary>Sends it to this endpoint alone, whatever types it listens to.</summary>
    /// <value><see langword="null"/> by default: it goes to all that listen.</value>
    public string? EndpointId { get; init; }

    /// <summary>
    /// A key of yours, unique within the tenant: publishing the same body, or the same <c>data</c> in an envelope, under it again adds nothing and returns the first
    /// event's id. Kept as long as the event is.
    /// </summary>
    /// <value><see langword="null"/> by default: only the event's id counts. 1 to 256 characters.</value>
    public string? IdempotencyKey { get; init; }

    /// <summary>No attempt begins before this instant.</summary>
    /// <value><see langword="null"/> by default: at once.</value>
    public DateTimeOffset? DeliverAt { get; init; }

    /// <summary>No attempt begins later than this after publishing; what is left then ends as expired.</summary>
    /// <value><see langword="null"/> by default: the schedule alone ends it. More than zero, and later than <see cref="DeliverAt"/>.</value>
    public TimeSpan? ExpiresAfter { get; init; }

    internal void ThrowIfInvalid()
    {
        if (IdempotencyKey is { Length: 0 or > 256 })
        {
            throw new ArgumentException($"PublishOptions.IdempotencyKey has {IdempotencyKey.Length} characters; give 1 to 256, or leave it out.");
        }

        if (!StorableText.Is(IdempotencyKey))
        {
            throw new ArgumentException("PublishOptions.IdempotencyKey holds U+0000 or half of a surrogate pair, which is no text; leave that out, or encode the key.");
        }

        if (ExpiresAfter <= TimeSpan.Zero)
        {
            throw new ArgumentException($"PublishOptions.ExpiresAfter is {ExpiresAfter}; give more than zero, or leave it out.");
        }

        if (Tenant is not { Length: <= 128 })
        {
            throw new ArgumentException("PublishOptions.Tenant is missing or longer than 128 characters; leave it empty where there is only one.");
        }

        if (!StorableText.Is(Tenant))
        {
            throw new ArgumentException("PublishOptions.Tenant holds U+0000 or half of a surrogate pair, which is no text; use names without.");
        }
    }
}
