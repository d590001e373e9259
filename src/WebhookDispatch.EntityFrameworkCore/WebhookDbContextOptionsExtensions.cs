using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Publishing;

namespace WebhookDispatch.EntityFrameworkCore;

/// <summary>Lets a <see cref="DbContext"/> publish webhooks.</summary>
public static class WebhookDbContextOptionsExtensions
{
    /// <summary>
    /// Lets <see cref="WebhookDbContextExtensions.PublishWebhook"/> be called on contexts of these options. The webhook store must be
    /// in the context's own database: <c>UsePostgreSql</c> with the same database. Calling it again adds nothing.
    /// </summary>
    /// <param name="options">The context's options, after its provider.</param>
    /// <param name="provider">The application's services, which <c>AddDbContext((provider, options) => …)</c> hands over.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebhookDispatch</c> and a store are not registered.</exception>
    /// <example><code>
    /// services.AddDbContext&lt;ShopContext&gt;((provider, options) => options.UseNpgsql(dataSource).UseWebhookDispatch(provider));
    /// </code></example>
    public static DbContextOptionsBuilder UseWebhookDispatch(this DbContextOptionsBuilder options, IServiceProvider provider)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(provider);
        if (WebhookInterceptor.Find(options.Options) is null)
        {
            var publisher = provider.GetService<IWebhookPublisher>() ?? throw new InvalidOperationException(
                "No webhook publisher is registered: call services.AddWebhookDispatch().UsePostgreSql(…).");
            options.AddInterceptors(new WebhookInterceptor(publisher, provider.GetService<CommitWatch>()));
        }

        return options;
    }

    /// <summary>As <see cref="UseWebhookDispatch(DbContextOptionsBuilder, IServiceProvider)"/>, for the options of one type of context.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="options">The context's options, after its provider.</param>
    /// <param name="provider">The application's services.</param>
    /// <exception cref="InvalidOperationException"><c>AddWebhookDispatch</c> and a store are not registered.</exception>
    public static DbContextOptionsBuilder<TContext> UseWebhookDispatch<TContext>(this DbContextOptionsBuilder<TContext> options, IServiceProvider provider)
        where TContext : DbContext
    {
        ((DbContextOptionsBuilder)options).UseWebhookDispatch(provider);
        return options;
    }
}
