using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Journeys.Tests;

/// <summary>The console sender, as a process of its own.</summary>
internal static class ConsoleSenderProgram
{
    internal static RunningProgram Start(params IEnumerable<string> arguments) => RunningProgram.StartSample(RunningProgram.Sender, arguments);

    /// <summary>Starts it by way of another program.</summary>
    internal static RunningProgram StartUnder(IEnumerable<string> wrapper, params IEnumerable<string> arguments) =>
        RunningProgram.StartSampleUnder(wrapper, RunningProgram.Sender, arguments);

    internal static Task<ProgramEnd> RunAsync(params IEnumerable<string> arguments) => RunningProgram.RunSampleAsync(RunningProgram.Sender, arguments);
}
