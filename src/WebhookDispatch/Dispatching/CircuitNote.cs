using System.Globalization;

namespace WebhookDispatch.Dispatching;

/// <summary>What one process tells the others of a circuit that it has opened.</summary>
/// <param name="Owner">The process, by a name of its own that means nothing else.</param>
/// <param name="Until">When it probes the endpoint, by its clock.</param>
internal sealed record CircuitNote(string Owner, DateTimeOffset Until)
{
    internal string Text { get; } = string.Create(CultureInfo.InvariantCulture, $"{Owner} {Until.UtcTicks}");

    /// <returns><see langword="null"/> for no text, and for one that a version of another kind has written.</returns>
    internal static CircuitNote? Read(string? text) =>
        text?.Split(' ') is [var owner, var until]
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new CircuitNote(owner, new DateTimeOffset(ticks, TimeSpan.Zero))
            : null;
}
