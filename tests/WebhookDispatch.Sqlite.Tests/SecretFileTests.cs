using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WebhookDispatch.Operating;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class SecretFileTests : StoreTest
{
    private const string HeaderValue = "header-canary";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_key_no_byte_of_the_file_shows_a_secret_or_a_header_value(bool isProtected)
    {
        await using (var host = await DispatchHost.StartAsync(
            builder => _ = isProtected ? builder.UseSqlite(Folder.File).ProtectSecrets(Some.Key()) : builder.UseSqlite(Folder.File), clock: Clock))
        {
            var endpoints = host.Services.GetRequiredService<IWebhookEndpoints>();
            await endpoints.AddAsync(
                Some.Endpoint(new Uri("https://acme.example/hooks")) with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = HeaderValue } }, Cancellation);
            await endpoints.DisableAsync("acme", "later", cancellationToken: Cancellation);
        }

        var bytes = System.IO.Directory.GetFiles(Folder.Root).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).ToList();

        Assert.Contains(bytes, text => text.Contains("acme.example", StringComparison.Ordinal));
        Assert.All([HeaderValue, Some.SecretText[6..]], secret => Assert.Equal(!isProtected, bytes.Any(text => text.Contains(secret, StringComparison.Ordinal))));
    }
}
