using System.Buffers;
using System.Collections.Concurrent;
using Xunit;

namespace WebhookDispatch.TestKit.Leaks;

/// <summary>
/// Looks for planted marks in everything that leaves the library beside the requests themselves. Every text of a test that holds
/// <c>canary</c>, the secret of <see cref="Some"/>, and the spellings of <see cref="Canary"/> are marks: whatever a test plants is watched.
/// </summary>
public sealed class LeakWatch(params string[] marks)
{
    private readonly SearchValues<string> _marks = SearchValues.Create(marks, StringComparison.Ordinal);
    private readonly SearchValues<string> _secrets = SearchValues.Create([Some.SecretText["whsec_".Length..], .. Canary.Spelled], StringComparison.Ordinal);
    private readonly ConcurrentQueue<string> _found = new();

    /// <summary>The watch over this process's tests; <see cref="WatchForLeaksAttribute"/> starts it.</summary>
    public static LeakWatch OfThisRun { get; } = new([Canary.Word, Some.SecretText["whsec_".Length..], .. Canary.Spelled]);

    /// <summary>Looks into what was shown.</summary>
    /// <param name="where">Where it was shown.</param>
    /// <param name="text">What was shown.</param>
    public void Look(string where, string? text) => Look(where, text, _marks);

    /// <summary>Looks for secrets alone, where payloads may be shown.</summary>
    /// <param name="where">Where it was shown.</param>
    /// <param name="text">What was shown.</param>
    public void LookForSecrets(string where, string? text) => Look(where, text, _secrets);

    private void Look(string where, string? text, SearchValues<string> marks)
    {
        if (text.AsSpan().ContainsAny(marks))
        {
            _found.Enqueue($"{where} shows it, during {TestContext.Current.Test?.TestDisplayName ?? "no test"}: {text}");
        }
    }

    /// <summary>What has leaked since the last call.</summary>
    public IReadOnlyList<string> TakeFound()
    {
        var found = new List<string>();
        while (_found.TryDequeue(out var leak))
        {
            found.Add(leak);
        }

        return found;
    }

    /// <exception cref="LeakException">Something has leaked since the last call.</exception>
    public void ThrowIfLeaked()
    {
        if (TakeFound() is { Count: > 0 } found)
        {
            throw new LeakException(found);
        }
    }
}
