using System.Globalization;
using System.Runtime.CompilerServices;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Header lines as they are stored: <c>Name: value</c>, joined by line feeds.</summary>
internal ref struct HeaderLines(Span<char> buffer)
{
    public const string Separator = ": ";

    /// <summary>As many characters as most requests need.</summary>
    public const int UsualLength = 256;

    private DefaultInterpolatedStringHandler _lines = new(0, 0, CultureInfo.InvariantCulture, buffer);
    private bool _hasLines;

    public void Add(string name, string value, Func<string, bool> isKept)
    {
        if (!isKept(name))
        {
            return;
        }

        _lines.AppendLiteral(_hasLines ? "\n" : "");
        _lines.AppendLiteral(name);
        _lines.AppendLiteral(Separator);
        _lines.AppendLiteral(value);
        _hasLines = true;
    }

    /// <returns><see langword="null"/> when there are none.</returns>
    public string? End()
    {
        var lines = _lines.ToStringAndClear();
        return _hasLines ? lines : null;
    }
}
