using System.ComponentModel;
using WebhookDispatch.Interop.Tests.Programs;
using WebhookDispatch.TestKit.Programs;

namespace WebhookDispatch.Interop.Tests.Python;

public sealed class PythonReceiverTests
{
    private static readonly string Script = Repository.PathTo("samples", "interop", "receiver.py");

    [Fact]
    public async Task A_receiver_in_plain_python_accepts_the_hex_scheme_and_refuses_another_secret()
    {
        await using var receiver = Start("0", "a shared secret, ä");
        var url = new Uri((await receiver.LineAsync("listening on ")).Split(' ')[^1]);
        var payload = "@" + Repository.Payload("order.placed");

        var right = await Send.RunAsync(url, "--scheme", "hex", "--secret", "a shared secret, ä", "--data", payload, "--id", "evt_right");
        var wrong = await Send.RunAsync(url, "--scheme", "hex", "--secret", "another secret", "--data", payload, "--id", "evt_wrong");
        var github = await Send.RunAsync(url, "--scheme", "github", "--secret", "a shared secret, ä", "--data", payload, "--id", "evt_github");

        Assert.True(right.ExitCode == 0, right.ToString());
        Assert.Equal("evt_right accepted", await receiver.LineAsync("evt_"));
        Assert.True(wrong.ExitCode == 1, wrong.ToString());
        Assert.Equal("evt_wrong refused", await receiver.LineAsync("evt_"));
        Assert.True(github.ExitCode == 1, github.ToString());
        Assert.Equal("evt_github refused", await receiver.LineAsync("evt_"));
    }

    [Fact]
    public void It_needs_no_more_than_forty_lines() => Assert.InRange(File.ReadAllLines(Script).Length, 1, 40);

    private static RunningProgram Start(params string[] arguments)
    {
        try
        {
            return RunningProgram.Start("python3", [Script, .. arguments]);
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip("python3 is not installed here; the build server has it.");
            throw;
        }
    }
}
