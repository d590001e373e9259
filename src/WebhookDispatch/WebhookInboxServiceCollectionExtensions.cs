using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WebhookDispatch.Attempts;
using WebhookDispatch.Directory;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Inbox;
using WebhookDispatch.Maintenance;
using WebhookDispatch.Telemetry;

namespace WebhookDispatch;

/// <summary>Registers an inbox for what is received.</summary>
public static class WebhookInboxServiceCollectionExtensions
{
    /// <summary>
    /// Adds <c>IWebhookInbox</c>. A store must follow, such as <c>.UseSqlite("inbox.db")</c>: its own, apart from that of what
    /// is sent. Calling it again configures the same inbox further.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options; faults stop the host when it starts.</param>
    /// <returns>The registration of the inbox's own services: its store and its observers.</returns>
    public static IWebhookDispatchBuilder AddWebhookInbox(this IServiceCollection services, Action<InboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptionsWithValidateOnStart<InboxOptions, InboxOptionsValidator>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        if (services.FirstOrDefault(service => service.ServiceType == typeof(InboxRegistration))?.ImplementationInstance is not InboxRegistration registration)
        {
            registration = new InboxRegistration(new ServiceCollection());
            AddEngine(registration.Services);
            AddToApplication(services, registration);
        }

        return registration.Services.AddWebhookDispatch();
    }

    /// <summary>As <see cref="AddWebhookInbox(IServiceCollection, Action{InboxOptions}?)"/>, with options from configuration.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The section that holds the options, such as <c>WebhookInbox</c>.</param>
    public static IWebhookDispatchBuilder AddWebhookInbox(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<InboxOptions>().Configure(options =>
        {
            // The binder adds to a list: configured delays would come after the default ones.
            if (configuration.GetSection(nameof(InboxOptions.RetryDelays)).Exists())
            {
                options.RetryDelays.Clear();
            }

            // Not OptionsBuilder.Bind: it judges again when the configuration reloads, although nothing is read again.
            configuration.Bind(options);
        });
        services.AddSingleton<IValidateOptions<InboxOptions>>(new ConfiguredInboxKeys(configuration));
        return services.AddWebhookInbox();
    }

    private static void AddToApplication(IServiceCollection services, InboxRegistration registration)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(registration);
        services.AddSingleton<InboxHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<InboxHost>());
        services.AddSingleton<IWebhookInbox>(provider => provider.GetRequiredService<InboxHost>().Services.GetRequiredService<WebhookInbox>());
    }

    // Before AddWebhookDispatch, which leaves what is there: handlers stand where endpoints do, and the options of the inbox
    // where those of sending do. A receiver is never disabled for failing; its circuit leaves it alone.
    private static void AddEngine(IServiceCollection services)
    {
        services.AddSingleton(StorePurpose.Inbox);
        services.AddSingleton<InboxReceivers>();
        services.AddSingleton<IDeliveryTargets>(provider => provider.GetRequiredService<InboxReceivers>());
        services.AddSingleton<InboxMetrics>();
        services.AddSingleton<InboxReceipts>();
        services.AddSingleton<HandleThenStore>();
        services.AddSingleton<InboxIntake>();
        services.AddSingleton<WebhookInbox>();
        services.AddSingleton(provider => new WebhookDispatchMetrics(provider.GetRequiredService<IMeterFactory>(), MetricNames.Inbox));
        services.AddSingleton(provider => new SendingOptions { AttemptTimeout = Options(provider).HandlerTimeout });
        services.AddSingleton(provider => Options(provider).Dispatching);
        services.AddSingleton(provider => Options(provider).CircuitBreaker);
        services.AddSingleton(provider => Options(provider).Retention);
        services.AddSingleton(new AutoDisableOptions { NoSuccessFor = TimeSpan.Zero, MinSpread = TimeSpan.Zero });
    }

    private static InboxOptions Options(IServiceProvider provider) => provider.GetRequiredService<InboxOptions>();
}
