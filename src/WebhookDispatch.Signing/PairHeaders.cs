namespace WebhookDispatch.Signing;

/// <summary>Headers as name and value pairs; a name that occurs twice is repeated.</summary>
internal readonly struct PairHeaders(KeyValuePair<string, string>[] pairs) : IWebhookHeaders
{
    public HeaderPresence Find(string name, out string value)
    {
        var presence = HeaderPresence.Absent;
        value = "";
        foreach (var pair in pairs)
        {
            if (!string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (presence == HeaderPresence.Single)
            {
                value = "";
                return HeaderPresence.Repeated;
            }

            presence = HeaderPresence.Single;
            value = pair.Value;
        }

        return presence;
    }
}
