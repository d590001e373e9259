using System.ComponentModel;
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
            return RunningProgram.Start(language, [PathTo(file), .. arguments]);
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip($"{language} is not installed here; the build server has it.");
            throw;
        }
    }
}
