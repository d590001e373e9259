namespace WebhookDispatch.Attempts;

/// <summary>What <see cref="SendingOptions"/> may hold.</summary>
internal static class SendingOptionsRules
{
    internal static readonly TimeSpan MaxAttemptTimeout = TimeSpan.FromMinutes(2);

    internal static IEnumerable<string> Check(SendingOptions options)
    {
        if (options.AttemptTimeout <= TimeSpan.Zero || options.AttemptTimeout > MaxAttemptTimeout)
        {
            yield return $"Sending.AttemptTimeout is {options.AttemptTimeout}; set more than zero and at most {MaxAttemptTimeout}.";
        }

        if (options.ConnectTimeout <= TimeSpan.Zero || options.ConnectTimeout > options.AttemptTimeout)
        {
            yield return $"Sending.ConnectTimeout is {options.ConnectTimeout}; set more than zero and at most Sending.AttemptTimeout, which is {options.AttemptTimeout}.";
        }

        if (options.MaxPayloadBytes is < 1 or > 16 * 1024 * 1024)
        {
            yield return $"Sending.MaxPayloadBytes is {options.MaxPayloadBytes}; set 1 to 16777216.";
        }

        if (options.MaxResponseBytes is < 0 or > 64 * 1024)
        {
            yield return $"Sending.MaxResponseBytes is {options.MaxResponseBytes}; set 0 to 65536.";
        }

        if (string.IsNullOrWhiteSpace(options.UserAgent) || options.UserAgent.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            yield return "Sending.UserAgent is empty or has characters outside visible ASCII; set a product name such as 'Acme-Webhooks/2.1'.";
        }
    }
}
