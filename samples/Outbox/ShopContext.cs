using Microsoft.EntityFrameworkCore;

namespace Outbox;

/// <summary>The shop's own tables, in a schema of their own: the database may be one that is used for other things.</summary>
internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Product> Products => Set<Product>();

    internal async Task CreateAsync()
    {
        await Database.ExecuteSqlRawAsync("""
            CREATE SCHEMA IF NOT EXISTS outbox_sample;
            DROP TABLE IF EXISTS outbox_sample."Orders", outbox_sample."Products";
            CREATE TABLE outbox_sample."Products" ("Name" text PRIMARY KEY, "Stock" integer NOT NULL CHECK ("Stock" >= 0));
            CREATE TABLE outbox_sample."Orders" ("Id" uuid PRIMARY KEY, "Product" text NOT NULL REFERENCES outbox_sample."Products", "Quantity" integer NOT NULL);
            """);
        Products.Add(new Product { Name = "lamp", Stock = 3 });
        await SaveChangesAsync();
    }

    /// <summary>How many events the webhook store holds of orders that were placed since <see cref="CreateAsync"/>.</summary>
    internal Task<int> CountPublishedAsync() => Database.SqlQueryRaw<int>("""
        SELECT count(*)::integer AS "Value" FROM webhooks.event AS e
        WHERE e.type = 'order.placed' AND EXISTS (SELECT 1 FROM outbox_sample."Orders" AS o WHERE position(convert_to(o."Id"::text, 'UTF8') IN e.body) > 0)
        """).SingleAsync();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("outbox_sample");
        modelBuilder.Entity<Product>().HasKey(product => product.Name);
    }
}
