using System.Buffers;
using System.Globalization;

namespace WebhookDispatch.Egress;

/// <summary>
/// Checks a header that an endpoint adds to its deliveries. HttpHeaders.TryAddWithoutValidation puts CR, LF and NUL on
/// the wire (dotnet/runtime#50597), and a non-ASCII value fails every attempt: both must be found at registration.
/// </summary>
internal static class HeaderRules
{
    public const int MaxNameLength = 256;

    // Common servers stop reading a header line at 8 KiB.
    public const int MaxValueLength = 8000;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public static HeaderVerdict Check(string name, string value)
    {
        // Length before form: only a short token is fit to be repeated in a message.
        if (name.Length > MaxNameLength)
        {
            return Refuse(HeaderRefusal.TooLong, string.Create(CultureInfo.InvariantCulture, $"A header name has {name.Length} characters; at most {MaxNameLength} are accepted."));
        }

        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token))
        {
            return Refuse(HeaderRefusal.Name, "A header name is empty or holds characters other than letters, digits and !#$%&'*+-.^_`|~; correct it.");
        }

        if (ReservedHeaders.Contain(name))
        {
            return Refuse(HeaderRefusal.Reserved, $"The header \"{name}\" is reserved; remove it.");
        }

        if (value.Length > MaxValueLength)
        {
            return Refuse(HeaderRefusal.TooLong, string.Create(CultureInfo.InvariantCulture, $"The value of header \"{name}\" has {value.Length} characters; at most {MaxValueLength} are accepted."));
        }

        return IsFieldValue(value)
            ? HeaderVerdict.Allowed
            : Refuse(HeaderRefusal.Value, $"The value of header \"{name}\" holds a control or non-ASCII character, or begins or ends with a blank; correct it.");
    }

    // RFC 9110 section 5.5, without obs-text: HttpClient throws on non-ASCII only when it sends.
    private static bool IsFieldValue(string value) =>
        value.Length == 0
        || (value[0] is not (' ' or '\t')
            && value[^1] is not (' ' or '\t')
            && value.All(c => c is '\t' or (>= ' ' and <= '~')));

    private static HeaderVerdict Refuse(HeaderRefusal refusal, string message) => new(refusal, message);
}
