using System.Globalization;

namespace WebhookDispatch.Deliveries;

/// <summary>One HTTP request and what came of it.</summary>
public sealed record DeliveryAttempt
{
    /// <summary>1 for the first attempt.</summary>
    public required int Number { get; init; }

    /// <summary>When it began: the time its signature carries, before the whole second is cut off.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>From the start until the response was read as far as it is kept, or the failure.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Where it failed; <see cref="AttemptFailure.None"/> after a 2xx status line.</summary>
    public required AttemptFailure Failure { get; init; }

    /// <summary>The status received, or <see langword="null"/> when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// The beginning of the response's body as text, without control characters, at most <c>Sending.MaxResponseBytes</c>;
    /// <see langword="null"/> when there was none. Written by a stranger: encode it wherever it is shown.
    /// </summary>
    public string? ResponseExcerpt { get; init; }

    /// <summary>Whether the response's body was longer than what was read, or was cut off.</summary>
    public bool ResponseTruncated { get; init; }

    /// <summary>How long the receiver asked to be left alone (<c>Retry-After</c>), before any clamp; <see langword="null"/> when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it was lost with a connection that had answered an earlier request, which says nothing of the endpoint's health.</summary>
    internal bool IsOfUsedConnection { get; init; }

    /// <summary>Whether a 2xx status line was received.</summary>
    public bool Succeeded => Failure == AttemptFailure.None;

    /// <summary>Whether the receiver may have processed the event although the attempt failed.</summary>
    public bool IsAmbiguous => Failure is AttemptFailure.Timeout or AttemptFailure.ConnectionReset;

    /// <summary>The outcome in one word, as logs and telemetry show it: <c>delivered</c>, <c>http_503</c>, <c>connect_failed</c> and so on.</summary>
    public string Outcome => Failure == AttemptFailure.HttpStatus
        ? string.Create(CultureInfo.InvariantCulture, $"http_{StatusCode}")
        : DeliveryWords.Of(Failure);

    /// <summary>Number, outcome and duration: the excerpt was written by a stranger and may repeat the payload.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"attempt {Number}: {Outcome} in {Duration.TotalMilliseconds:F1} ms");
}
