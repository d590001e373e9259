using System.Globalization;
using System.Text;

namespace WebhookDispatch.Secrets;

/// <summary>Where a secret is kept. A protector authenticates it, so that a row copied to another endpoint or tenant cannot be read there.</summary>
/// <param name="Tenant">The tenant of the endpoint; empty where there is only one.</param>
/// <param name="EndpointId">The endpoint; empty for what belongs to the whole store.</param>
/// <param name="Name">What it is, such as <c>endpoint</c>. Has no <c>|</c>.</param>
/// <param name="Version">The version of its form; grows when what is kept under the name changes its shape.</param>
public readonly record struct SecretPlace(string Tenant, string EndpointId, string Name, int Version)
{
    /// <summary>The place as bytes, <c>tenant|endpoint|name|version</c> in UTF-8: the associated data of an authenticated cipher.</summary>
    /// <remarks>Only a tenant may hold the separator. It stands first, and the other parts are read from the end: no two places share their bytes.</remarks>
    public byte[] ToAssociatedData() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Tenant}|{EndpointId}|{Name}|{Version}"));
}
