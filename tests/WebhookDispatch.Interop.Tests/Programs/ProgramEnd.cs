namespace WebhookDispatch.Interop.Tests.Programs;

/// <summary>What a program left behind.</summary>
internal sealed record ProgramEnd(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    public string ErrorText => string.Join('\n', Errors);

    public override string ToString() => $"exit code {ExitCode}\n{string.Join('\n', Output)}\n{ErrorText}";
}
