namespace WebhookDispatch.Secrets;

/// <summary>A secret that was read.</summary>
/// <param name="Value">The secret.</param>
/// <param name="IsCurrent">Whether the current key protects it; otherwise the library protects it again.</param>
public readonly record struct UnprotectedSecret(ReadOnlyMemory<byte> Value, bool IsCurrent)
{
    /// <summary><c>***</c>.</summary>
    public override string ToString() => "***";
}
