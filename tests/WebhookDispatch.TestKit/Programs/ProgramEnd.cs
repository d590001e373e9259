namespace WebhookDispatch.TestKit.Programs;

/// <summary>What a program left behind.</summary>
public sealed record ProgramEnd(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public string ErrorText => string.Join('\n', Errors);

    public override string ToString() => $"exit code {ExitCode}\n{string.Join('\n', Output)}\n{ErrorText}";
}
