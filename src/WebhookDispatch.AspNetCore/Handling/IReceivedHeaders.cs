namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The headers of a webhook, of the request or as they were stored.</summary>
internal interface IReceivedHeaders
{
    string? Find(string name);

    IEnumerable<KeyValuePair<string, string>> List();
}
