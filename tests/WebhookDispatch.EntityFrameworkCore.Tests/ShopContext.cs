using Microsoft.EntityFrameworkCore;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

/// <summary>An application's own rows.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>An order; its number is given by the test.</summary>
    public sealed class Order
    {
        public int Id { get; init; }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Order>().Property(order => order.Id).ValueGeneratedNever();
}
