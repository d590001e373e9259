using Microsoft.AspNetCore.Http;

namespace WebhookDispatch.AspNetCore.Answers;

/// <summary>What a request is answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reason">Why it is refused, in one word for logs and metrics; the sender does not see it. <see langword="null"/> when it is not.</param>
internal sealed record Answer(int Status, string? Reason = null)
{
    public static Answer Ok { get; } = new(StatusCodes.Status200OK);

    public static Answer Stored { get; } = new(StatusCodes.Status202Accepted);

    /// <summary>What the sender may read; without it the body of the answer is empty.</summary>
    public string? Detail { get; init; }

    /// <summary>What is wrong with which field.</summary>
    public IEnumerable<KeyValuePair<string, List<string>>> Faults { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The content codings that are taken, for a 415.</summary>
    public string? AcceptEncoding { get; init; }

    /// <summary>Whether the rest of the request is not worth reading.</summary>
    public bool Closes { get; init; }

    /// <summary>Whether the handler still runs and reads the body.</summary>
    public bool LeavesHandlerRunning { get; init; }

    public string? ContentType { get; init; }

    public byte[] Body { get; init; } = [];
}
