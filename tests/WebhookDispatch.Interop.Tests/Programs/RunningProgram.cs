using System.Diagnostics;
using System.Text;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.Interop.Tests.Programs;

/// <summary>A program in a process of its own, whose lines can be waited for.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProgramLines _output;
    private readonly ProgramLines _errors;

    private RunningProgram(ProcessStartInfo start, Action<string>? look = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = start.StandardErrorEncoding = new UTF8Encoding(false);
        _process = Process.Start(start)!;
        _output = new ProgramLines(_process.StandardOutput, look);
        _errors = new ProgramLines(_process.StandardError, look);
    }

    public static RunningProgram Start(string program, params IEnumerable<string> arguments) =>
        new(new ProcessStartInfo(program, arguments));

    public static RunningProgram StartSample(string name, params IEnumerable<string> arguments)
    {
        string[] dotnet = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Repository.Sample(name), .. arguments];

        // A shell starts what it puts in the background with SIGINT ignored, and children inherit that: Ctrl+C would reach nobody.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. dotnet] : dotnet;

        // A receiver may show what it received; a sender shows none of it.
        return new RunningProgram(new ProcessStartInfo(command[0], command[1..]), name == Send.Name ? line => LeakWatch.OfThisRun.Look($"The output of {name}", line) : null);
    }

    public static async Task<ProgramEnd> RunSampleAsync(string name, params IEnumerable<string> arguments)
    {
        await using var program = StartSample(name, arguments);
        return await program.EndAsync();
    }

    public Task<string> LineAsync(string part) => _output.FindAsync(part).WaitAsync(Patience);

    public Task<string> ErrorLineAsync(string part) => _errors.FindAsync(part).WaitAsync(Patience);

    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _output.NextAsync().WaitAsync(Patience);
    }

    public Task SignalAsync(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        return Process.Start("kill", ["-" + signal, $"{_process.Id}"]).WaitForExitAsync();
    }

    public async Task<ProgramEnd> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new ProgramEnd(_process.ExitCode, await _output.AllAsync(), await _errors.AllAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
