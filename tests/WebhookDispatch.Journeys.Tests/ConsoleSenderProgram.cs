using System.Diagnostics;
using WebhookDispatch.TestKit.Leaks;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>The console sender, as a process of its own.</summary>
internal static class ConsoleSenderProgram
{
    // Run where it was built: beside the tests it would lack the packages that their framework brings.
    private static string File
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
            return Path.Combine(root, "samples", "ConsoleSender", "bin", output.Parent.Name, output.Name, "ConsoleSender.dll");
        }
    }

    internal static Process Start(params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(File))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    internal static async Task<(int ExitCode, string[] Lines, string Errors)> RunAsync(params string[] arguments)
    {
        using var program = Start(arguments);
        var errors = program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        LeakWatch.OfThisRun.Look("The output of the console sender", output);
        LeakWatch.OfThisRun.Look("The errors of the console sender", await errors);
        return (program.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), await errors);
    }
}
