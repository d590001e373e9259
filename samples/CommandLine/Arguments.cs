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
            var (name, value) = Split(arguments[i], i + 1);
            if (flags.Contains(name, StringComparer.Ordinal) && value is null)
            {
                _flags.Add(name);
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

    // What is not an option is not repeated: it may be the second half of a secret that was not quoted.
    private static (string Name, string? Value) Split(string argument, int position)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            throw new BadArgumentException($"Argument {position} stands alone; put its option before it, and quote a value that has spaces.");
        }

        return argument.Split('=', 2) is [var name, var value] ? (name, value) : (argument, null);
    }
}
