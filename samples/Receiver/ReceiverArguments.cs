using System.Globalization;
using System.Net;
using CommandLine;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WebhookDispatch.AspNetCore;
using WebhookDispatch.Signing;

namespace Receiver;

/// <summary>How the receiver was asked to behave.</summary>
internal sealed record ReceiverArguments
{
    public required int Port { get; init; }

    public required IReadOnlyList<WebhookScheme> Schemes { get; init; }

    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>The status that the first <see cref="FailCount"/> requests are answered with.</summary>
    public int FailStatus { get; init; }

    public int FailCount { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>The secret that was made because none was given, to be shown once.</summary>
    public WebhookSecret? MadeSecret { get; init; }

    /// <exception cref="BadArgumentException">Something cannot be carried out as it was given.</exception>
    public static ReceiverArguments Parse(string[] given)
    {
        var arguments = new Arguments(given, ["--port", "--secret", "--scheme", "--fail", "--delay"]);
        var secrets = arguments.All("--secret");
        var made = secrets.Count == 0 ? WebhookSecret.Generate() : null;
        var (failStatus, failCount) = ParseFail(arguments.Optional("--fail"));
        return new ReceiverArguments
        {
            Port = arguments.Number("--port", 0, 65535) ?? 5005,
            Schemes = SchemeNames.Parse(arguments.All("--scheme")),
            Secrets = made is null ? secrets : [made.Reveal()],
            FailStatus = failStatus,
            FailCount = failCount,
            Delay = arguments.Duration("--delay", TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
            MadeSecret = made,
        };
    }

    /// <exception cref="BadArgumentException">A secret does not fit a scheme.</exception>
    public WebhookReceiverBuilder Accept(WebhookReceiverBuilder hooks)
    {
        try
        {
            foreach (var scheme in Schemes)
            {
                hooks.Verify(scheme, [.. Secrets.Select(text => scheme.IsKeyedByText ? WebhookSecret.FromText(text) : WebhookSecret.ParseForVerification(text))]);
            }

            return hooks;
        }
        catch (WebhookSecretException exception)
        {
            throw new BadArgumentException($"--secret: {exception.Message}");
        }
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        // "localhost" is two addresses, which cannot share a port that the system chooses.
        if (Port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(Port);
        }
    }

    private static (int Status, int Count) ParseFail(string? text)
    {
        if (text is null)
        {
            return (0, 0);
        }

        return text.Split(':') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 300 and <= 599
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (status, count)
            : throw new BadArgumentException($"--fail is '{text}'; give a status from 300 to 599 and how many requests get it, such as 503:2.");
    }
}
