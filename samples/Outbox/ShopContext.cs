using Microsoft.EntityFrameworkCore;

namespace Outbox;

/// <summary>The shop's own tables.</summary>
internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Product> Products => Set<Product>();

    internal async Task CreateAsync()
    {
        await Database.ExecuteSqlRawAsync("""
            DROP TABLE IF EXISTS "Orders", "Products";
            CREATE TABLE "Products" ("Name" text PRIMARY KEY, "Stock" integer NOT NULL CHECK ("Stock" >= 0));
            CREATE TABLE "Orders" ("Id" uuid PRIMARY KEY, "Product" text NOT NULL REFERENCES "Products", "Quantity" integer NOT NULL);
            """);
        Products.Add(new Product { Name = "lamp", Stock = 3 });
        await SaveChangesAsync();
    }

    /// <summary>How many events of placed orders the webhook store holds.</summary>
    internal Task<int> CountPublishedAsync() => Database.SqlQueryRaw<int>(
        """SELECT count(*)::integer AS "Value" FROM webhooks.event AS e WHERE e.type = 'order.placed'""").SingleAsync();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Product>().HasKey(product => product.Name);
}
