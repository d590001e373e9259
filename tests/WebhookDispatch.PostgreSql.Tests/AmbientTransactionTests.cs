using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WebhookDispatch.Events;
using WebhookDispatch.Operating;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.PostgreSql.Tests;

/// <summary>A <c>TransactionScope</c> of the application's, whose data source lets connections join it.</summary>
public sealed class AmbientTransactionTests(SharedServer server) : StoreTest(server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_stored_while_a_scope_is_around_is_no_part_of_its_transaction(bool startsWithin)
    {
        await using var shop = NpgsqlDataSource.Create(Schemas.ConnectionString);
        await using var receiver = await RecordingReceiver.StartAsync();
        DispatchHost? host = startsWithin ? null : await StartAsync(shop);
        WebhookEvent[] events = [.. Enumerable.Range(0, 20).Select(_ => Some.Event())];
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            host ??= await StartAsync(shop);

            // More at once than there are connections already, so that some are opened here.
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Store.CountDeliveriesAsync(Cancellation).AsTask()));
            await host.Services.GetRequiredService<IWebhookEndpoints>().AddAsync(Some.Endpoint(receiver), Cancellation);
            await Task.WhenAll(events.Select(one => host.Publisher.PublishAsync(one, cancellationToken: Cancellation).AsTask()));
        }

        await using (host)
        {
            Assert.Equal(1, await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.endpoint WHERE version > 0"));
            Assert.Equal(events.Length, await Schemas.ReadAsync<long>($"SELECT count(*) FROM {Schemas.Schema}.event"));
            await host.Publisher.PublishAsync(Some.Event(), cancellationToken: Cancellation);
        }
    }

    private Task<DispatchHost> StartAsync(NpgsqlDataSource shop) =>
        DispatchHost.StartAsync(builder => builder.UsePostgreSql(shop, options => options.Schema = Schemas.Schema));
}
