using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>The child process: runs one application, prints its URL, and ends with its standard input.</summary>
internal sealed class ReceivingAppVerb : IVerb
{
    internal const string Word = "receiving-app";
    internal const string App = "--app";

    public string Name => Word;

    public string Usage => "";

    public async Task<int> RunAsync(string[] args)
    {
        var receiving = ReceivingApps.Find(new Arguments(args, [App], []).Word(App, "", [.. ReceivingApps.All.Select(app => app.Name)]));
        using var folder = new TemporaryFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        receiving.Register(builder, folder.PathOf(""));
        await using var app = builder.Build();
        receiving.Map(app);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());

        // A parent that was killed closes the pipe, and no application stays behind.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
        return 0;
    }
}
