namespace WebhookDispatch.Signing;

/// <summary>Turns secrets into keys for one scheme, and refuses at construction what would fail or mislead later.</summary>
internal static class Keyring
{
    public const int MaxSecrets = 10;

    public static KeyedMac[] Create(WebhookScheme scheme, ReadOnlySpan<WebhookSecret> secrets, SecretProfile profile)
    {
        if (secrets.Length is 0 or > MaxSecrets)
        {
            throw new ArgumentException($"The scheme '{scheme}' was given {secrets.Length} secrets. Give 1 to {MaxSecrets}, the current one first.", nameof(secrets));
        }

        var macs = new KeyedMac[secrets.Length];
        for (var i = 0; i < secrets.Length; i++)
        {
            var key = secrets[i] is null ? throw Misfit(nameof(secrets), scheme, i, "it is null") : scheme.IsKeyedByText ? secrets[i].TextKey() : secrets[i].DecodedKey;
            if (key is null)
            {
                throw Misfit(nameof(secrets), scheme, i, "it was made by WebhookSecret.FromText, and this scheme decodes its key from base64. Make it with WebhookSecret.Parse");
            }

            if (!scheme.IsKeyedByText && !profile.Allows(key.Length))
            {
                throw Misfit(nameof(secrets), scheme, i, $"its key is not {profile.MinBytes} to {profile.MaxBytes} bytes long. Make one with WebhookSecret.Generate");
            }

            macs[i] = new KeyedMac(key);
        }

        return macs;
    }

    private static ArgumentException Misfit(string paramName, WebhookScheme scheme, int index, string reason) =>
        new($"Secret {index + 1} does not fit the scheme '{scheme}': {reason}.", paramName);
}
