using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace WebhookDispatch;

/// <summary>
/// Finds keys of a configured section that no option has. The binder passes over them, so that a misspelt name would leave the
/// default in force without a word; of an endpoint's <c>EventTypes</c> that default is every event.
/// </summary>
internal static class UnknownKeys
{
    internal static IEnumerable<string> In<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
        IConfiguration section, params string[] others)
    {
        string[] known = [.. typeof(TOptions).GetProperties().Select(property => property.Name), .. others];
        return section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no option; correct its name or take it out. Known here: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>The verdict on a whole section, with every such key in one message.</summary>
    internal static ValidateOptionsResult Judge(string[] unknown) =>
        unknown.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(unknown);
}
