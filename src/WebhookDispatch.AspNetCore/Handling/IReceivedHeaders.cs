namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>The headers of a webhook, of the request or as they were stored.</summary>
internal interface IReceivedHeaders
{
    string? Find(string name);

    IEnumerable<KeyValuePair<string, string>> List();

    /// <summary>Those of them that are to be stored, as <see cref="HeaderLines"/>.</summary>
    string? Keep(Func<string, bool> isKept) => null;

    /// <summary>The services of the request they came with; <see langword="null"/> when the webhook has others.</summary>
    IServiceProvider? Services => null;

    /// <summary>Lets go of the request they came with, for a handler that outlives it.</summary>
    void Leave()
    {
    }
}
