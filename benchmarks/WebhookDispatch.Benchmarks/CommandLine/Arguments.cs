using System.Globalization;

namespace WebhookDispatch.Benchmarks.CommandLine;

/// <summary>What follows a verb: <c>--name value</c> and bare <c>--flag</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);

    /// <exception cref="UsageException">An argument is unknown, repeated or without its value.</exception>
    public Arguments(string[] args, string[] values, string[] flags)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            var isFlag = flags.Contains(name);
            if (!isFlag && !values.Contains(name))
            {
                throw new UsageException($"'{name}' is not an option here. There are {string.Join(", ", [.. values, .. flags])}.");
            }

            if (!isFlag && i + 1 == args.Length)
            {
                throw new UsageException($"{name} needs a value.");
            }

            if (!_given.TryAdd(name, isFlag ? "" : args[++i]))
            {
                throw new UsageException($"{name} is given twice.");
            }
        }
    }

    public bool Has(string flag) => _given.ContainsKey(flag);

    /// <summary>A path, or <see langword="null"/> when none is given.</summary>
    public string? Path(string name) => _given.GetValueOrDefault(name);

    /// <summary>A list such as <c>1,16,64</c>.</summary>
    public int[] Integers(string name, int[] otherwise, int min, int max) =>
        _given.TryGetValue(name, out var text) ? [.. text.Split(',').Select(part => (int)Read(name, part, NumberStyles.None, min, max))] : otherwise;

    public int Integer(string name, int otherwise, int min, int max) =>
        _given.TryGetValue(name, out var text) ? (int)Read(name, text, NumberStyles.None, min, max) : otherwise;

    public double Number(string name, double otherwise, double min, double max) =>
        _given.TryGetValue(name, out var text) ? Read(name, text, NumberStyles.AllowDecimalPoint, min, max) : otherwise;

    /// <summary>What must be given.</summary>
    public string Text(string name) => _given.TryGetValue(name, out var text) ? text : throw new UsageException($"{name} is missing.");

    /// <summary>One of a few words.</summary>
    public string Word(string name, string otherwise, params string[] choices) =>
        !_given.TryGetValue(name, out var text) ? otherwise
        : choices.Contains(text, StringComparer.Ordinal) ? text
        : throw new UsageException($"{name} holds '{text}'; give {string.Join(" or ", choices)}.");

    /// <summary>A list of a few words.</summary>
    public string[] Words(string name, string[] otherwise, string[] choices)
    {
        var words = _given.TryGetValue(name, out var text) ? text.Split(',') : otherwise;
        return words.FirstOrDefault(word => !choices.Contains(word)) is { } unknown
            ? throw new UsageException($"{name} holds '{unknown}'; give some of {string.Join(", ", choices)}.")
            : words;
    }

    /// <summary>A list such as <c>10k,1M</c>.</summary>
    public int[] Counts(string name, int[] otherwise, int min, int max) =>
        _given.TryGetValue(name, out var text) ? [.. text.Split(',').Select(part => ReadCount(name, part, min, max))] : otherwise;

    private static int ReadCount(string name, string text, int min, int max)
    {
        var unit = text.EndsWith('k') ? 1000 : text.EndsWith('M') ? 1_000_000 : 1;
        return unit * (int)Read(name, unit == 1 ? text : text[..^1], NumberStyles.None, min, max / unit);
    }

    private static double Read(string name, string text, NumberStyles styles, double min, double max) =>
        double.TryParse(text, styles, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name} holds '{text}'; give a number from {min} to {max}."));
}
