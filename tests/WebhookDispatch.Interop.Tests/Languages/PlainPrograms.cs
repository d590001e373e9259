using System.ComponentModel;
using System.Diagnostics;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Languages;

/// <summary>The samples in other languages, which need their language and nothing of ours.</summary>
internal static class PlainPrograms
{
    public static string PathTo(string file) => Repository.PathTo("samples", "interop", file);

    public static RunningProgram Start(string file, params string[] arguments)
    {
        var language = Path.GetExtension(file) switch
        {
            ".py" => "python3",
            ".mjs" => "node",
            _ => "java",
        };
        try
        {
            RequireFlask(file);
            return RunningProgram.Start(language, [PathTo(file), .. arguments]);
        }
        catch (Win32Exception)
        {
            throw Missing(language);
        }
    }

    // Python finds out only when it has started, and a receiver that never listens says nothing of why.
    private static void RequireFlask(string file)
    {
        if (!file.StartsWith("flask", StringComparison.Ordinal))
        {
            return;
        }

        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import flask"]) { RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        if (python.ExitCode != 0)
        {
            throw Missing("Flask");
        }
    }

    // Skipped where somebody works, a failure where everything has to be there.
    private static InvalidOperationException Missing(string what)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), $"{what} is not installed here; the build server has it.");
        return new InvalidOperationException($"{what} is missing; install it, as .ci/run does.");
    }
}
