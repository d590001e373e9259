namespace WebhookDispatch.Egress;

/// <summary>
/// Characters that some resolvers fold into plain ASCII (full-width or circled digits, the long s, the ideographic full
/// stop). IDNA 2008 (RFC 5892) allows none of them in a name, so refusing them costs no real host.
/// </summary>
internal static class CompatibilityForms
{
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x0080, 0x00BF), // C1 controls, superscripts, ordinal indicators
        (0x017F, 0x017F), // long s
        (0x02B0, 0x02B8), // modifier letters
        (0x02E0, 0x02E4),
        (0x1D2C, 0x1D6A), // phonetic superscripts
        (0x1D9B, 0x1DBF),
        (0x2000, 0x2BFF), // punctuation, letterlike, number forms, circled, symbols
        (0x2E00, 0x3004), // more punctuation, radicals, ideographic full stop
        (0x3131, 0x318F), // compatibility jamo
        (0x3200, 0x33FF), // enclosed CJK, squared units
        (0xF900, 0xFAFF), // CJK compatibility ideographs
        (0xFB00, 0xFB4F), // ligatures
        (0xFE00, 0xFE6F), // variation selectors, small forms
        (0xFF00, 0xFFFF), // full-width and half-width
        (0x1D400, 0x1D7FF), // mathematical alphanumerics
        (0x1F000, 0x1FAFF), // enclosed alphanumerics, pictographs
        (0xE0000, 0xE0FFF), // tags
    ];

    public static bool AppearIn(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Array.Exists(Ranges, range => rune.Value >= range.First && rune.Value <= range.Last))
            {
                return true;
            }
        }

        return false;
    }
}
