using WebhookDispatch.TestKit;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Programs;

/// <summary>Runs <c>ConsoleSender send</c>. A test states only the arguments it is about.</summary>
internal static class Send
{
    public static Task<ProgramEnd> RunAsync(Uri url, params IEnumerable<string> arguments) =>
        RunningProgram.RunSampleAsync(RunningProgram.Sender, Arguments(url, arguments));

    public static RunningProgram Start(Uri url, params IEnumerable<string> arguments) =>
        RunningProgram.StartSample(RunningProgram.Sender, Arguments(url, arguments));

    private static IEnumerable<string> Arguments(Uri url, IEnumerable<string> arguments)
    {
        string[] given = [.. arguments];
        string[] some = ["--type", "payment.completed", "--data", "{\"amount\":4200,\"card\":\"" + Canary.Body + "\"}"];
        return ["send", "--url", url.ToString(), "--allow-loopback", .. some.Chunk(2).Where(pair => !given.Any(argument => argument.Split('=')[0] == pair[0])).SelectMany(pair => pair), .. given];
    }
}
