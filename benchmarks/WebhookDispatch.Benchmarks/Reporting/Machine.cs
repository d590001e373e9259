using System.Runtime;
using System.Runtime.InteropServices;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>What a reader has to know of the machine; never its name or paths.</summary>
internal sealed record Machine(int Processors, string Runtime, string System, string Architecture, bool ServerGc, string GcLatencyMode)
{
    public static Machine This => new(
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        GCSettings.IsServerGC,
        GCSettings.LatencyMode.ToString());
}
