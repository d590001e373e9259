using System.Globalization;

namespace CommandLine;

/// <summary>A command line of <c>--name value</c>, <c>--name=value</c> and <c>--flag</c>, each known by name.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);

    /// <exception cref="BadArgumentException">An argument is unknown, or an option has no value.</exception>
    public Arguments(ReadOnlySpan<string> arguments, string[] options, params string[] flags)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                // It is not repeated: it may be the second half of a secret that was not quoted.
                throw new BadArgumentException("There is a value without its option; put the option before it, and quote a value that has spaces.");
            }

            var (name, value) = arguments[i].Split('=', 2) is [var before, var after] ? (before, after) : (arguments[i], null);
            if (flags.Contains(name, StringComparer.Ordinal))
            {
                _ = value is null ? _flags.Add(name) : throw new BadArgumentException($"{name} takes no value.");
            }
            else if (options.Contains(name, StringComparer.Ordinal))
            {
                value ??= ++i < arguments.Length && !arguments[i].StartsWith("--", StringComparison.Ordinal)
                    ? arguments[i]
                    : throw new BadArgumentException($"{name} needs a value. Write {name}=VALUE for one that begins with '--'.");
                (_values.TryGetValue(name, out var known) ? known : _values[name] = []).Add(value);
            }
            else
            {
                throw new BadArgumentException($"{name} is not an option here. Known are {string.Join(", ", [.. options, .. flags])}.");
            }
        }
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    public string Required(string name) => Optional(name) ?? throw new BadArgumentException($"{name} is missing.");

    public string? Optional(string name) => All(name) switch
    {
        [] => null,
        [var only] => only,
        _ => throw new BadArgumentException($"{name} was given more than once; give it once."),
    };

    public int? Number(string name, int min, int max)
    {
        if (Optional(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new BadArgumentException($"{name} is '{text}'; give a whole number from {min} to {max}.");
    }

    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max)
    {
        if (Optional(name) is not { } text)
        {
            return null;
        }

        return CommandLine.Duration.TryParse(text, out var duration) && duration >= min && duration <= max
            ? duration
            : throw new BadArgumentException(
                $"{name} is '{text}'; give a duration from {CommandLine.Duration.Format(min)} to {CommandLine.Duration.Format(max)}, such as 500ms, 2s, 5m or 1h.");
    }
}
