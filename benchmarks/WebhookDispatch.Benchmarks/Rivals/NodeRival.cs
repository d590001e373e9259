using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WebhookDispatch.Benchmarks.Reporting;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A rival of Node.js, in a process of its own for each cell.</summary>
internal sealed class NodeRival(string name, (string Script, int AtOnce) mode, string settings, Func<Task<string>> connection, Uri url) : IRival
{
    private const string AnswerMark = "= ";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public string Name => name;

    public string Settings => settings;

    public async Task<RivalResult> MeasureAsync(TimeSpan duration)
    {
        var start = new ProcessStartInfo("node", ["driver.mjs", mode.Script, await connection(), url.ToString(), mode.AtOnce.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = NodeFolder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        _ = await ReadAsync(process);
        _ = await RunAsync(process, WarmUp);
        var result = await RunAsync(process, duration);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return result;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<RivalResult> RunAsync(Process process, TimeSpan duration)
    {
        await process.StandardInput.WriteLineAsync(duration.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return JsonSerializer.Deserialize(await ReadAsync(process), ReportJson.Default.RivalResult)!;
    }

    // A library may write lines of its own.
    private async Task<string> ReadAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(AnswerMark, StringComparison.Ordinal))
            {
                return line[AnswerMark.Length..];
            }
        }

        throw new InvalidOperationException($"{name} ended before it answered.");
    }
}
