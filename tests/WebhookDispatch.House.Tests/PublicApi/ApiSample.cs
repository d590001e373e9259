using System.Collections;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>One of each kind of member.</summary>
public sealed record ApiSample<T>(int Number, string? Note = "none") : IDisposable
    where T : class, IEnumerable, new()
{
    public const int Most = 10;

    public required T Value { get; init; }

    public IDictionary<string, T?>? Map { get; internal set; }

    internal int Hidden { get; set; }

    [Obsolete("Use Map.")]
    public static ApiSample<T> operator +(ApiSample<T> left, in int right) => left with { Number = left.Number + right };

    public void Dispose() => Hidden++;

    public override string ToString() => Note ?? "";
}
