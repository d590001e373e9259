using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Samples;

public sealed class QuickstartTests
{
    [Fact]
    public async Task The_quickstart_ends_as_it_should_and_shows_neither_a_secret_nor_a_signature()
    {
        var end = await RunningProgram.RunSampleAsync("Quickstart", []);

        Assert.True(end.ExitCode == 0, end.ToString());
        Assert.NotEmpty(end.Output);

        // It makes its secrets itself, so there is no mark to plant.
        Assert.DoesNotContain(end.Output.Concat(end.Errors), line => line.Contains("whsec_", StringComparison.Ordinal) || line.Contains("v1,", StringComparison.Ordinal));
    }
}
