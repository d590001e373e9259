using System.Text;
using WebhookDispatch.Secrets;
using WebhookDispatch.Stores;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Secrets;

/// <summary>Keys come and go over several starts on one store.</summary>
public sealed class SecretRotationTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly WatchedStore _store;

    public SecretRotationTests() => _store = new WatchedStore(_clock);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("which is not configured", "k2")]
    [InlineData("No key is configured")]
    public async Task A_start_without_the_stores_key_is_refused(string expected, params string[] keys)
    {
        await AddAsync(1, "k1");

        var refusal = await Assert.ThrowsAsync<WrongSecretKeyException>(() => StartAsync(keys));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Secrets.AcceptLostKey", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_another_key_under_the_same_id_is_refused_even_before_an_endpoint_is_stored()
    {
        await AddAsync(0, "k1");

        var refusal = await Assert.ThrowsAsync<WrongSecretKeyException>(() => DurableHost.StartAsync(
            _clock, _store, build: builder => builder.ProtectSecrets(SecretKey.FromBytes("k1", new byte[32]))));

        Assert.Contains("The key 'k1' does not open it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Covers(typeof(SecretsOptions), nameof(SecretsOptions.AcceptLostKey))]
    public async Task A_lost_key_is_forgotten_by_one_start_that_says_so()
    {
        await AddAsync(1, "k1");
        await using (var host = await StartAsync(["k2"], options => options.Secrets.AcceptLostKey = true))
        {
            Assert.Contains(host.Host.Logs.Lines, line => line.Id == 1521);
        }

        await using var next = await StartAsync(["k2"]);
        await Assert.ThrowsAsync<WrongSecretKeyException>(() => StartAsync(["k1"]));
    }

    [Fact]
    [Covers(typeof(SecretsOptions), nameof(SecretsOptions.RenewInBackground))]
    public async Task A_former_key_is_needed_until_everything_is_protected_with_the_current_one()
    {
        await AddAsync(3, "k1");
        await using (var host = await StartAsync(["k2", "k1"]))
        {
            await PassUpkeepAsync(host);
            Assert.Equal(3, await ProtectedWithAsync("k1"));
        }

        await Assert.ThrowsAsync<WrongSecretKeyException>(() => StartAsync(["k2"]));
        await using (var host = await StartAsync(["k2", "k1"], options => options.Secrets.RenewInBackground = true))
        {
            await PassUpkeepAsync(host);
            Assert.Equal((0, 3), (await ProtectedWithAsync("k1"), await ProtectedWithAsync("k2")));
            Assert.Contains(host.Host.Logs.Lines, line => line.Id == 1531 && line.Text.Contains("3 stored endpoints", StringComparison.Ordinal));
        }

        await using var without = await StartAsync(["k2"]);
        Assert.Equal(3, (await without.Endpoints.ListAsync(cancellationToken: Token)).Count(endpoint => endpoint.Secrets.Count == 1));
    }

    [Fact]
    [Covers(typeof(SecretsOptions), nameof(SecretsOptions.Keys))]
    [Covers(typeof(SecretKeySettings), nameof(SecretKeySettings.Id))]
    [Covers(typeof(SecretKeySettings), nameof(SecretKeySettings.Key))]
    public async Task Keys_of_the_options_protect()
    {
        await using var host = await StartAsync([], options => options.Secrets.Keys.Add(new SecretKeySettings { Id = "k7", Key = Convert.ToBase64String(new byte[32]) }));
        await host.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/")), Token);

        Assert.Equal(1, await ProtectedWithAsync("k7"));
        var same = await DurableHost.StartAsync(_clock, _store, build: builder => builder.ProtectSecrets(SecretKey.FromBytes("k7", new byte[32])));
        await same.DisposeAsync();
    }

    [Fact]
    [Covers(typeof(SecretsOptions), nameof(SecretsOptions.KeyFile))]
    public async Task Keys_of_a_file_protect()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"k8:{Convert.ToBase64String(new byte[32])}", Token);
        await using var host = await StartAsync([], options => options.Secrets.KeyFile = file);
        await host.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/")), Token);
        File.Delete(file);

        Assert.Equal(1, await ProtectedWithAsync("k8"));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, false)]
    public async Task A_key_file_that_every_user_may_read_is_warned_of(UnixFileMode mode, bool warned)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"k8:{Convert.ToBase64String(new byte[32])}", Token);
        File.SetUnixFileMode(file, mode);

        await using var host = await StartAsync([], options => options.Secrets.KeyFile = file);

        Assert.Equal(warned, host.Host.Logs.Lines.Any(line => line.Id == 1522 && line.Text.Contains($"'{file}'", StringComparison.Ordinal)));
        File.Delete(file);
    }

    [Fact]
    public async Task Protecting_by_hand_says_what_it_did_and_what_it_could_not()
    {
        await AddAsync(2);
        await AddAsync(1, "lost");
        await using var host = await StartAsync(["k1"], options => options.Secrets.AcceptLostKey = true);

        var result = await host.Endpoints.ProtectSecretsAsync(Token);

        Assert.Equal((2, 2, 1), (result.Renewed, await ProtectedWithAsync("k1"), await ProtectedWithAsync("lost")));
        Assert.Equal(["acme-lost-0"], result.Unreadable);
        Assert.Equal(0, (await host.Endpoints.ProtectSecretsAsync(Token)).Renewed);
    }

    [Fact]
    public async Task Protecting_that_is_stopped_goes_on_where_it_was()
    {
        await AddAsync(5);
        await using var host = await StartAsync(["k1"]);
        var saved = 0;
        _store.Saving = () => ++saved > 2 ? throw new StoreUnavailableException(StoreTrouble.Unreachable, "gone") : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.Endpoints.ProtectSecretsAsync(Token).AsTask());
        Assert.Equal(2, await ProtectedWithAsync("k1"));

        _store.Saving = null;

        Assert.Equal(3, (await host.Endpoints.ProtectSecretsAsync(Token)).Renewed);
        Assert.Equal(5, await ProtectedWithAsync("k1"));
    }

    [Fact]
    public async Task Several_processes_protect_each_endpoint_once_between_them()
    {
        await AddAsync(20);
        await using var one = await StartAsync(["k1"]);
        await using var other = await StartAsync(["k1"]);

        var results = await Task.WhenAll(one.Endpoints.ProtectSecretsAsync(Token).AsTask(), other.Endpoints.ProtectSecretsAsync(Token).AsTask());

        Assert.Equal(20, results.Sum(result => result.Renewed));
        Assert.Equal(20, await ProtectedWithAsync("k1"));
        Assert.All(await _store.LoadEndpointsAsync(Token), document => Assert.Equal(2, document.Version));
    }

    [Fact]
    public async Task What_another_changes_meanwhile_is_protected_in_its_new_form()
    {
        await AddAsync(1);
        await using var host = await StartAsync(["k1"]);
        var raced = false;
        _store.Saving = async () =>
        {
            if (!raced)
            {
                raced = true;
                var read = Assert.Single(await _store.LoadEndpointsAsync(Token));
                var text = Encoding.UTF8.GetString(read.Content.Span).Replace("\"**\"", "\"order.*\"", StringComparison.Ordinal);
                await _store.SaveEndpointAsync(read with { Content = Encoding.UTF8.GetBytes(text) }, Token);
            }
        };

        Assert.Equal(1, (await host.Endpoints.ProtectSecretsAsync(Token)).Renewed);

        Assert.Equal(1, await ProtectedWithAsync("k1"));
        Assert.Equal(["order.*"], (await host.Endpoints.FindAsync("acme--0", cancellationToken: Token))!.EventTypes);
    }

    [Fact]
    public async Task Protecting_without_a_key_is_refused()
    {
        await using var host = await StartAsync([]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Endpoints.ProtectSecretsAsync(Token).AsTask());
    }

    private async Task AddAsync(int count, params string[] keys)
    {
        await using var host = await StartAsync(keys);
        for (var i = 0; i < count; i++)
        {
            await host.Endpoints.AddAsync(Some.Endpoint(new Uri("https://acme.example/hooks"), $"acme-{string.Concat(keys)}-{i}"), Token);
        }
    }

    private Task<DurableHost> StartAsync(string[] keys, Action<WebhookDispatchOptions>? options = null) => DurableHost.StartAsync(
        _clock,
        _store,
        set =>
        {
            set.Secrets.RenewInBackground = false;
            options?.Invoke(set);
        },
        builder => _ = keys.Length == 0 ? builder : builder.ProtectSecrets([.. keys.Select(Some.Key)]));

    // A round of upkeep ends with the secrets; the second begins after the first has ended.
    private async Task PassUpkeepAsync(DurableHost host)
    {
        await host.Clock.WhenSleepingAsync(length => length == TimeSpan.FromMinutes(1));
        for (var round = 0; round < 2; round++)
        {
            host.Clock.Advance(TimeSpan.FromMinutes(1));
            await _store.NextForgottenAsync();
        }
    }

    private async Task<int> ProtectedWithAsync(string key) =>
        (await _store.LoadEndpointsAsync(Token)).Count(document => Encoding.UTF8.GetString(document.Content.Span).Contains($"v1.{key}.", StringComparison.Ordinal));
}
