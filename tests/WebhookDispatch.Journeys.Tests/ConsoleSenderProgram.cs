using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>The console sender, as a process of its own.</summary>
internal static class ConsoleSenderProgram
{
    private const string Name = "ConsoleSender";

    internal static RunningProgram Start(params IEnumerable<string> arguments) => RunningProgram.StartSample(Name, arguments);

    /// <summary>Starts it by way of another program.</summary>
    internal static RunningProgram StartUnder(IEnumerable<string> wrapper, params IEnumerable<string> arguments) =>
        RunningProgram.StartSampleUnder(wrapper, Name, arguments);

    internal static Task<ProgramEnd> RunAsync(params IEnumerable<string> arguments) => RunningProgram.RunSampleAsync(Name, arguments);
}
