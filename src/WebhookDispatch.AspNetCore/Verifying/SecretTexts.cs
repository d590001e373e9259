using Microsoft.Extensions.Logging;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>Secrets as texts that may change while the program runs. Texts that cannot be used are told once, and the former secrets stay.</summary>
internal sealed partial class SecretTexts
{
    private readonly WebhookScheme _scheme;
    private readonly Func<IReadOnlyList<string>?> _read;
    private readonly ILogger _logger;
    private Known _last;

    /// <exception cref="ArgumentException">There are no texts, or one cannot be used.</exception>
    public SecretTexts(WebhookScheme scheme, Func<IReadOnlyList<string>?> read, ILogger logger)
    {
        (_scheme, _read, _logger) = (scheme, read, logger);
        string[] texts = [.. read() ?? []];
        _last = new Known(texts, texts.Length > 0 ? Fit(scheme, texts) : throw new ArgumentException($"The scheme '{scheme}' was given no secrets, so every request would be refused.", nameof(read)));
    }

    public IReadOnlyList<WebhookSecret> Read()
    {
        var last = Volatile.Read(ref _last);
        var texts = _read() ?? [];
        if (texts.SequenceEqual(last.Texts, StringComparer.Ordinal))
        {
            return last.Secrets;
        }

        var next = Reload([.. texts], last.Secrets);
        Volatile.Write(ref _last, next);
        return next.Secrets;
    }

    private Known Reload(string[] texts, WebhookSecret[] former)
    {
        if (texts.Length == 0)
        {
            Log.NoSecrets(_logger, _scheme.Name);
        }

        try
        {
            return new Known(texts, texts.Length > 0 ? Fit(_scheme, texts) : []);
        }
        catch (ArgumentException exception)
        {
            Log.SecretsNotUsed(_logger, _scheme.Name, exception.Message);
            return new Known(texts, former);
        }
    }

    // Each can be well and all of them still too many, which would otherwise be found out by every request.
    private static WebhookSecret[] Fit(WebhookScheme scheme, string[] texts)
    {
        var secrets = SchemeSecret.Read(scheme, texts);
        _ = new WebhookVerifierOptions().Accept(scheme, secrets);
        return secrets;
    }

    private sealed record Known(string[] Texts, WebhookSecret[] Secrets);

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Error, "The reloaded secrets of the scheme {Scheme} are not used, the former ones stay: {Fault}")]
        internal static partial void SecretsNotUsed(ILogger logger, string scheme, string fault);

        [LoggerMessage(4102, LogLevel.Error, "The reload left the scheme {Scheme} no secret: every request is refused.")]
        internal static partial void NoSecrets(ILogger logger, string scheme);
    }
}
