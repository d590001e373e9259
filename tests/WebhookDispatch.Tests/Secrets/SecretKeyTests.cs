using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WebhookDispatch.Secrets;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Secrets;

public sealed class SecretKeyTests : IDisposable
{
    private const string Good = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("", Good, "Secrets.Keys[0]: The id of a secret key is not 1 to 64 characters")]
    [InlineData("a.b", Good, "Secrets.Keys[0]: The id of a secret key is not 1 to 64 characters")]
    [InlineData("k1", "", "Secrets.Keys[0]: The secret key 'k1' has 0 bytes; give exactly 32")]
    [InlineData("k1", "canary!", "Secrets.Keys[0]: The secret key 'k1' is not base64")]
    [InlineData("k1", "Y2FuYXJ5", "Secrets.Keys[0]: The secret key 'k1' has 6 bytes; give exactly 32")]
    public void A_key_that_cannot_be_one_stops_the_host_and_names_the_setting(string id, string key, string expected)
    {
        var refusal = Refusal(Settings(("Keys:0:Id", id), ("Keys:0:Key", key)));

        Assert.Contains(expected, Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Y2FuYXJ5", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k1", 31)]
    [InlineData("k1", 33)]
    [InlineData("k 1", 32)]
    public void A_key_in_code_is_held_to_the_same_rules(string id, int length)
    {
        Assert.Throws<ArgumentException>(() => SecretKey.FromBytes(id, new byte[length]));
        Assert.Throws<ArgumentException>(() => SecretKey.FromBase64(id, Convert.ToBase64String(new byte[length])));
    }

    [Fact]
    public void Two_keys_of_one_id_are_refused_wherever_they_are_given()
    {
        var refusal = Refusal(Settings(("Keys:0:Id", "k1"), ("Keys:0:Key", Good), ("Keys:1:Id", "k1"), ("Keys:1:Key", Good)));

        Assert.Contains("'k1' is the id of 2 keys", Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddWebhookDispatch().ProtectSecrets(Some.Key(), Some.Key()));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddWebhookDispatch().ProtectSecrets());
    }

    [Theory]
    [InlineData("k1:canary", "Secrets.KeyFile, line 1: The secret key 'k1' is not base64")]
    [InlineData("# keys\n\nk1", "Secrets.KeyFile, line 3: The id of a secret key is not")]
    [InlineData("# none", "holds no key")]
    public void A_key_file_that_cannot_be_used_names_its_line(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var refusal = Refusal(Settings(("KeyFile", _file)));

        Assert.Contains(expected, Assert.Single(refusal.Failures), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_file_that_is_not_there_is_named()
    {
        var refusal = Refusal(Settings(("KeyFile", _file + ".none")));

        Assert.Contains($"Secrets.KeyFile '{_file}.none' cannot be read", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_the_file_come_after_those_of_the_configuration()
    {
        File.WriteAllText(_file, $"# former\r\n\r\n k2:{Good} \nk3:{Good}\n");
        using var services = Services(Settings(("Keys:0:Id", "k1"), ("Keys:0:Key", Good), ("KeyFile", _file), ("RenewInBackground", "false"), ("AcceptLostKey", "true")));
        var options = services.GetRequiredService<IOptions<WebhookDispatchOptions>>().Value.Secrets;

        var (keys, errors) = SecretKeyReader.Read(options);

        Assert.Empty(errors);
        Assert.Equal(["k1", "k2", "k3"], keys.Select(key => key.Id));
        Assert.All(keys, key => Assert.Equal(Convert.FromBase64String(Good), key.Bytes.ToArray()));
        Assert.Equal((false, true), (options.RenewInBackground, options.AcceptLostKey));
    }

    [Fact]
    public void Keys_in_code_and_in_configuration_together_are_refused()
    {
        using var services = Services(Settings(("Keys:0:Id", "k1"), ("Keys:0:Key", Good)), builder => builder.ProtectSecrets(Some.Key()));

        var refusal = Assert.Throws<InvalidOperationException>(services.GetRequiredService<SecretProtection>);

        Assert.Contains("give the keys in one place", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddWebhookDispatch().ProtectSecrets(Some.Key()).ProtectSecrets(Some.Key("k2")));
    }

    private static OptionsValidationException Refusal(IConfiguration configuration)
    {
        using var services = Services(configuration);
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<WebhookDispatchOptions>>().Value);
    }

    private static ServiceProvider Services(IConfiguration configuration, Action<IWebhookDispatchBuilder>? build = null)
    {
        var services = new ServiceCollection();
        build?.Invoke(services.AddWebhookDispatch(configuration));
        if (build is null)
        {
            services.AddWebhookDispatch(configuration);
        }

        return services.BuildServiceProvider();
    }

    private static IConfigurationRoot Settings(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>("Secrets:" + setting.Key, setting.Value))).Build();
}
