using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.DataProtection;
using WebhookDispatch.Secrets;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Secrets;

public sealed class DataProtectionTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly WatchedStore _store;
    private readonly DirectoryInfo _keys = System.IO.Directory.CreateTempSubdirectory("webhook-keys-");

    public DataProtectionTests() => _store = new WatchedStore(_clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _keys.Delete(recursive: true);
        return _store.DisposeAsync();
    }

    [Fact]
    public async Task The_key_ring_protects_stored_secrets_and_the_next_process_with_it_reads_them()
    {
        await using (var first = await StartAsync())
        {
            await first.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/")), Token);
        }

        Assert.StartsWith("dp1.", await SealedAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Some.SecretText[6..], await ContentAsync(), StringComparison.Ordinal);
        await using var host = await StartAsync();
        Assert.Equal(Some.SecretText, Assert.Single((await host.Endpoints.FindAsync("acme", cancellationToken: Token))!.Secrets).Value.Reveal());
    }

    [Fact]
    public async Task A_process_with_another_key_ring_does_not_start()
    {
        await (await StartAsync()).DisposeAsync();
        foreach (var key in _keys.GetFiles())
        {
            key.Delete();
        }

        var refusal = await Assert.ThrowsAsync<WrongSecretKeyException>(() => StartAsync());

        Assert.Contains("its key is not in the key ring", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("red", "acme")]
    [InlineData("", "globex")]
    public async Task What_is_copied_to_another_endpoint_or_tenant_is_not_read_there(string tenant, string endpointId)
    {
        await using var host = await StartAsync();
        var protector = host.Host.Services.GetRequiredService<ISecretProtector>();
        var text = await protector.ProtectAsync("secret"u8.ToArray(), new SecretPlace("", "acme", "endpoint", 1), Token);

        Assert.Equal("secret"u8.ToArray(), (await protector.UnprotectAsync(text, new SecretPlace("", "acme", "endpoint", 1), Token)).Value.ToArray());
        await Assert.ThrowsAsync<SecretUnreadableException>(() => protector.UnprotectAsync(text, new SecretPlace(tenant, endpointId, "endpoint", 1), Token).AsTask());
        await Assert.ThrowsAsync<SecretUnreadableException>(() => protector.UnprotectAsync(text + "AAAA", new SecretPlace("", "acme", "endpoint", 1), Token).AsTask());
        await Assert.ThrowsAsync<SecretUnreadableException>(() => protector.UnprotectAsync("v1.k1.AAAA", new SecretPlace("", "acme", "endpoint", 1), Token).AsTask());
    }

    [Fact]
    public async Task What_a_revoked_key_protects_is_read_and_protected_with_the_current_key()
    {
        await using (var first = await StartAsync())
        {
            await first.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/")), Token);
            first.Host.Services.GetRequiredService<IKeyManager>().RevokeAllKeys(TimeProvider.System.GetUtcNow());
        }

        var before = await SealedAsync();
        await using var host = await StartAsync();

        Assert.Equal(1, (await host.Endpoints.ProtectSecretsAsync(Token)).Renewed);

        Assert.NotEqual(before, await SealedAsync());
        Assert.Equal(0, (await host.Endpoints.ProtectSecretsAsync(Token)).Renewed);
    }

    private Task<DurableHost> StartAsync() => DurableHost.StartAsync(
        _clock,
        _store,
        options => options.Secrets.RenewInBackground = false,
        builder => builder.ProtectSecretsWithDataProtection().Services.AddDataProtection().PersistKeysToFileSystem(_keys));

    private async Task<string> ContentAsync() => Encoding.UTF8.GetString(Assert.Single(await _store.LoadEndpointsAsync(Token)).Content.Span);

    private async Task<string> SealedAsync() => (await ContentAsync()).Split("\"sealed\":\"")[1].Split('"')[0];
}
