namespace WebhookDispatch.TestKit;

/// <summary>Marks that stand where an application has something secret. None of them may show in a log, a trace, a metric or an error.</summary>
public static class Canary
{
    /// <summary>What every mark begins with: plant a text that begins with it, and it is watched.</summary>
    public const string Word = "canary";

    /// <summary>Passwords and tokens that tests spell this way are watched, too.</summary>
    public static IReadOnlyList<string> Spelled { get; } = ["s3cr3t", "passw0rd", "t0k3n"];

    /// <summary>In every body that a test leaves to the kit.</summary>
    public const string Body = Word + "-body-4711";

    /// <summary>In the path of every receiver.</summary>
    public const string Path = Word + "-path-4711";

    /// <summary>In the query of every receiver.</summary>
    public const string Query = Word + "-query-4711";

    /// <summary>The value of a header of every endpoint that a test leaves to the kit.</summary>
    public const string HeaderValue = Word + "-header-4711";

    /// <summary>A password, token or client secret.</summary>
    public const string Credential = Word + "-credential-4711";
}
