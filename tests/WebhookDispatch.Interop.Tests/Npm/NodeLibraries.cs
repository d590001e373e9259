using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebhookDispatch.Interop.Tests.Npm;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit.Programs;

[assembly: AssemblyFixture(typeof(NodeLibraries))]

namespace WebhookDispatch.Interop.Tests.Npm;

/// <summary>The npm packages that receivers verify with, installed in the pinned versions and asked through one Node process.</summary>
public sealed class NodeLibraries : IAsyncLifetime
{
    private static readonly string Folder = Repository.PathTo("tests", "interop");

    private readonly SemaphoreSlim _turn = new(1);
    private RunningProgram? _node;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await NpmPackages.InstallAsync(Folder);
            _node = RunningProgram.Start("node", Path.Combine(Folder, "webhooks.js"));
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or TimeoutException)
        {
            _missing = $"Node's libraries are missing, which the build server has: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        _turn.Dispose();
    }

    internal async Task<JsonNode> AskAsync(JsonObject question)
    {
        Assert.SkipWhen(_missing is not null && Environment.GetEnvironmentVariable("CI") is null, _missing ?? "");
        Assert.True(_node is not null, _missing);
        await _turn.WaitAsync();
        try
        {
            return JsonNode.Parse(await _node.AskAsync(question.ToJsonString()))!;
        }
        finally
        {
            _turn.Release();
        }
    }
}
