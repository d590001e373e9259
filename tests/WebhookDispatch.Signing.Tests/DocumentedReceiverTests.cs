using System.ComponentModel;
using System.Diagnostics;

namespace WebhookDispatch.Signing.Tests;

/// <summary>The receivers printed in docs/signing.md run as printed.</summary>
public sealed class DocumentedReceiverTests
{
    private const string PythonCall = """
        import sys
        secret, id, ts, sigs, body = sys.argv[1:]
        print(str(verify(secret, {"webhook-id": id, "webhook-timestamp": ts, "webhook-signature": sigs}, body.encode())).lower())
        """;

    private const string NodeCall = """
        const [secret, id, ts, sigs, body] = process.argv.slice(1);
        console.log(verify(secret, { "webhook-id": id, "webhook-timestamp": ts, "webhook-signature": sigs }, Buffer.from(body)));
        """;

    [Theory]
    [InlineData("python", "python3", "-c", PythonCall)]
    [InlineData("js", "node", "-e", NodeCall)]
    public void A_documented_receiver_accepts_and_refuses_as_ours_does(string language, string program, string option, string call)
    {
        var sample = Sample(language);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var rotated = Sign(now, Secrets.Number(1), Secrets.Golden);

        Assert.InRange(sample.Trim().Split('\n').Length, 1, 15);
        Assert.Equal("true", Receive(Sign(now, Secrets.Golden), "{}"));
        Assert.Equal("true", Receive(rotated, "{}"));
        Assert.Equal("false", Receive(rotated, "{ }"));
        Assert.Equal("false", Receive(Sign(now, Secrets.Number(1)), "{}"));
        Assert.Equal("false", Receive(Sign(now - 400, Secrets.Golden), "{}"));
        Assert.Equal("false", Receive(Sign(now, Secrets.Golden) with { Timestamp = now + "x" }, "{}"));
        Assert.Equal("false", Receive(Sign(now, Secrets.Golden) with { Signature = "v1," }, "{}"));

        string Receive(TestRequest request, string body) =>
            Run(program, [option, sample + "\n" + call, Secrets.GoldenText, request.Id, request.Timestamp, request.Signature, body]);
    }

    private static TestRequest Sign(long timestamp, params WebhookSecret[] secrets) =>
        TestRequest.Sign(WebhookScheme.Standard, "evt_1", timestamp, "{}"u8.ToArray(), secrets);

    private static string Sample(string language)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "signing.md"));
        return page.Split("```" + language + "\n", 2)[1].Split("```", 2)[0];
    }

    private static string Run(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output.Trim();
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip($"'{program}' is not installed here; the build server has it.");
            throw;
        }
    }
}
