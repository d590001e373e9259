using System.Diagnostics;
using System.Text;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.TestKit.Programs;

/// <summary>A program in a process of its own, whose lines can be waited for.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>The sample that sends.</summary>
    public const string Sender = "ConsoleSender";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

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
        // A shell starts what it puts in the background with SIGINT ignored, and children inherit that: Ctrl+C would reach nobody.
        string[] wrapper = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        return StartSampleUnder(wrapper, name, arguments);
    }

    /// <summary>Starts a sample by way of another program, such as one that makes its system calls fail.</summary>
    public static RunningProgram StartSampleUnder(IEnumerable<string> wrapper, string name, params IEnumerable<string> arguments)
    {
        string[] line = [.. wrapper, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Repository.Sample(name), .. arguments];

        // A receiver may show what it received, and nothing may show a secret.
        Action<string> look = name is "Receiver" or "Relay"
            ? text => LeakWatch.OfThisRun.LookForSecrets($"The output of {name}", text)
            : text => LeakWatch.OfThisRun.Look($"The output of {name}", text);
        return new RunningProgram(new ProcessStartInfo(line[0], line[1..]), look);
    }

    public static async Task<ProgramEnd> RunSampleAsync(string name, params IEnumerable<string> arguments)
    {
        await using var program = StartSample(name, arguments);
        return await program.EndAsync();
    }

    public int Id => _process.Id;

    /// <summary>The next line of output; <see langword="null"/> when there is none any more.</summary>
    public Task<string?> NextLineAsync() => _output.NextOrEndAsync();

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
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no signals to send; skip the test there.");
        }

        return Process.Start("kill", ["-" + signal, $"{_process.Id}"]).WaitForExitAsync();
    }

    public void Kill() => _process.Kill();

    public async Task<ProgramEnd> EndAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync(within ?? Patience);
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
