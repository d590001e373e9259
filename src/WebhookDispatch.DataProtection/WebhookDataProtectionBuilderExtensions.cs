using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch.DataProtection;

/// <summary>Protects stored secrets with ASP.NET Core Data Protection.</summary>
public static class WebhookDataProtectionBuilderExtensions
{
    /// <summary>
    /// Encrypts stored secrets and header values with the keys of Data Protection, in place of <c>ProtectSecrets</c>. The key
    /// ring has to be kept and shared: without it every stored secret is lost, and a process with another ring does not start.
    /// Keys that have expired or were revoked still read; what they protect is protected with the current key in the background.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <exception cref="InvalidOperationException">A protector has been registered already, or it is the registration of an inbox, which keeps no secrets.</exception>
    public static IWebhookDispatchBuilder ProtectSecretsWithDataProtection(this IWebhookDispatchBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseSecretProtector(services => new DataProtectionSecretProtector(services.GetRequiredService<IDataProtectionProvider>()));
        builder.Services.AddDataProtection();
        return builder;
    }
}
