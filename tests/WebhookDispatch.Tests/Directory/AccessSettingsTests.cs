using Microsoft.Extensions.Configuration;
using WebhookDispatch.Directory;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Directory;

/// <summary>Authentication and TLS of endpoints in configuration.</summary>
public sealed class AccessSettingsTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Authentication))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.UserName))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.Password))]
    public async Task User_and_password_are_read() =>
        Assert.Equal(
            new BasicAuthentication("user", WebhookSecret.FromText("passw0rd")),
            (await ReadAsync(new() { ["Authentication:UserName"] = "user", ["Authentication:Password"] = "passw0rd" })).Authentication);

    [Fact]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.Token))]
    public async Task A_token_is_read() =>
        Assert.Equal(new BearerAuthentication(WebhookSecret.FromText("t0k3n")), (await ReadAsync(new() { ["Authentication:Token"] = "t0k3n" })).Authentication);

    [Fact]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.TokenUrl))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.ClientId))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.ClientSecret))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.Scope))]
    [Covers(typeof(EndpointAuthenticationSettings), nameof(EndpointAuthenticationSettings.Audience))]
    public async Task Client_credentials_are_read() =>
        Assert.Equal(
            new OAuthClientCredentials { TokenUrl = new Uri("https://auth.example/token"), ClientId = "sender", ClientSecret = WebhookSecret.FromText("s3cr3t"), Scope = "a b", Audience = "api" },
            (await ReadAsync(new()
            {
                ["Authentication:TokenUrl"] = "https://auth.example/token",
                ["Authentication:ClientId"] = "sender",
                ["Authentication:ClientSecret"] = "s3cr3t",
                ["Authentication:Scope"] = "a b",
                ["Authentication:Audience"] = "api",
            })).Authentication);

    [Fact]
    [Covers(typeof(EndpointSettings), nameof(EndpointSettings.Tls))]
    [Covers(typeof(EndpointTlsSettings), nameof(EndpointTlsSettings.TrustedAuthorities))]
    [Covers(typeof(EndpointTlsSettings), nameof(EndpointTlsSettings.PinnedCertificates))]
    [Covers(typeof(EndpointTlsSettings), nameof(EndpointTlsSettings.ClientCertificate))]
    [Covers(typeof(EndpointTlsSettings), nameof(EndpointTlsSettings.ClientKey))]
    public async Task Certificates_are_read_from_text_and_from_files()
    {
        using var authority = new TestAuthority();
        using var client = authority.Issue("client");
        var key = TestAuthority.KeyOf(client);
        var (certificateFile, keyFile) = (Path.Combine(_folder, "client.pem"), Path.Combine(_folder, "client.key"));
        await File.WriteAllTextAsync(certificateFile, client.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyFile, key, TestContext.Current.CancellationToken);

        var tls = (await ReadAsync(new()
        {
            ["Tls:TrustedAuthorities"] = authority.Pem,
            ["Tls:PinnedCertificates:0"] = new string('a', 64),
            ["Tls:ClientCertificate"] = certificateFile,
            ["Tls:ClientKey"] = keyFile,
        })).Tls!;

        Assert.Equal((authority.Pem, client.ExportCertificatePem(), key), (tls.TrustedAuthorities, tls.ClientCertificate, tls.ClientKey!.Reveal()));
        Assert.Equal([new string('a', 64)], tls.PinnedCertificates);
    }

    [Theory]
    [InlineData("Authentication:UserName", "user", "Authentication is not complete")]
    [InlineData("Authentication:Scope", "x", "Authentication is not complete")]
    [InlineData("Authentication:Token", " ", "Authentication: ")]
    [InlineData("Tls:ClientKey", "s3cr3t", "Tls.ClientKey is neither PEM text nor the path of a file that can be read (FileNotFoundException)")]
    [InlineData("Tls:TrustedAuthorities", "-----BEGIN s3cr3t", "Tls.TrustedAuthorities holds no PEM certificate")]
    public async Task What_cannot_be_used_stops_the_host_and_names_the_setting(string key, string value, string expected)
    {
        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => ReadAsync(new() { [key] = value }));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_kinds_of_authentication_at_once_are_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidEndpointException>(() => ReadAsync(new()
        {
            ["Authentication:UserName"] = "user",
            ["Authentication:Password"] = "passw0rd",
            ["Authentication:Token"] = "t0k3n",
        }));

        Assert.Contains("or more than one", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<WebhookEndpoint> ReadAsync(Dictionary<string, string?> settings)
    {
        var all = settings.ToDictionary(setting => $"Endpoints:0:{setting.Key}", setting => setting.Value);
        all["Endpoints:0:Id"] = "acme";
        all["Endpoints:0:Url"] = "https://acme.example/hooks";
        all["Endpoints:0:Secrets:0"] = Some.SecretText;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        await using var host = await DurableHost.StartAsync(
            new TestClock(), options: options => options.Dispatching.Enabled = false, build: builder => builder.Services.AddWebhookDispatch(configuration));
        return (await host.Endpoints.FindAsync("acme", cancellationToken: TestContext.Current.CancellationToken))!;
    }
}
