using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Secrets;

namespace WebhookDispatch;

/// <summary>Protects the secrets that a store keeps of its endpoints.</summary>
public static class WebhookSecretsBuilderExtensions
{
    /// <summary>
    /// Encrypts stored secrets and header values with AES-256-GCM. Keys may also come from configuration
    /// (<c>WebhookDispatch:Secrets:Keys</c>) or a file (<c>WebhookDispatch:Secrets:KeyFile</c>); not from both.
    /// </summary>
    /// <param name="builder">The registration.</param>
    /// <param name="keys">The keys, at least one: the first protects, all of them read.</param>
    /// <exception cref="ArgumentException">There is no key, or two have one id.</exception>
    /// <exception cref="InvalidOperationException">A protector has been registered already, or it is the registration of an inbox, which keeps no secrets.</exception>
    public static IWebhookDispatchBuilder ProtectSecrets(this IWebhookDispatchBuilder builder, params IReadOnlyList<SecretKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count == 0 || keys.Contains(null))
        {
            throw new ArgumentException("Give at least one secret key, the current one first, and none that is null.", nameof(keys));
        }

        return SecretKeyReader.FindTwins(keys).FirstOrDefault() is { } error
            ? throw new ArgumentException(error, nameof(keys))
            : builder.UseSecretProtector(_ => new AesGcmSecretProtector(keys));
    }

    /// <summary>Protects stored secrets with a protector of your own.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="create">Makes the protector; the container disposes it.</param>
    /// <exception cref="InvalidOperationException">A protector has been registered already, or it is the registration of an inbox, which keeps no secrets.</exception>
    public static IWebhookDispatchBuilder UseSecretProtector(this IWebhookDispatchBuilder builder, Func<IServiceProvider, ISecretProtector> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        if (builder.IsInbox)
        {
            throw new InvalidOperationException("An inbox keeps no secrets that could be protected: those of its receivers are the application's. Call it on what AddWebhookDispatch returns.");
        }

        if (builder.Services.Any(service => service.ServiceType == typeof(ISecretProtector)))
        {
            throw new InvalidOperationException("A secret protector is registered already. Keep one call, with all keys in it: the current first, then the former ones.");
        }

        builder.Services.AddSingleton(create);
        return builder;
    }
}
