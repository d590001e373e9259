using WebhookDispatch.Signing;

namespace CommandLine;

/// <summary>The values of <c>--scheme</c>.</summary>
internal static class SchemeNames
{
    /// <returns>The schemes of these names; Standard Webhooks when there are none.</returns>
    /// <exception cref="BadArgumentException">A name is not known.</exception>
    public static WebhookScheme[] Parse(IReadOnlyList<string> names) =>
        names.Count == 0 ? [WebhookScheme.Standard] : [.. names.Select(Parse)];

    private static WebhookScheme Parse(string name) => WebhookScheme.TryGet(name, out var scheme)
        ? scheme
        : throw new BadArgumentException($"--scheme '{name}' is not known; give standard, github, stripe, shopify, slack, zoom or hex.");
}
