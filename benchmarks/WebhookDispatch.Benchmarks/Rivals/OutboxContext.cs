using Microsoft.EntityFrameworkCore;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>The database of an application with an outbox.</summary>
internal sealed class OutboxContext(DbContextOptions<OutboxContext> options) : DbContext(options)
{
    public DbSet<OutboxMessage> Messages => Set<OutboxMessage>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<OutboxMessage>().HasIndex(message => message.Id).HasFilter("\"SentAt\" IS NULL");
}
