namespace WebhookDispatch.Connections;

/// <summary>A token as it was issued.</summary>
/// <param name="Text">The token.</param>
/// <param name="RefreshAt">From when on a new one is asked for: shortly before it expires.</param>
internal sealed record AccessToken(string Text, DateTimeOffset RefreshAt)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // A token that lives for less than a minute is used for half of that.
    internal static AccessToken IssuedAt(DateTimeOffset now, string text, TimeSpan life)
    {
        var bounded = life < Longest ? life : Longest;
        return new AccessToken(text, now + (bounded > 2 * Margin ? bounded - Margin : bounded / 2));
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => "***";
}
