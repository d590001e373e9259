using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Stored;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>The child process that runs one of the applications.</summary>
internal sealed class ReceivingAppVerb : IVerb
{
    internal const string Word = "receiving-app";
    internal const string App = "--app";
    internal const string Database = "--database";

    public string Name => Word;

    public string Usage => "";

    public async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, [App, Database], []);
        var receiving = ReceivingApps.Find(arguments.Word(App, "", [.. ReceivingApps.All.Select(app => app.Name)]));
        var database = arguments.Path(Database) ?? "";
        using var folder = new TemporaryFolder();
        await ChildApp.RunAsync(builder => receiving.Register(builder, folder.PathOf(""), database), receiving.Map);
        return 0;
    }
}
