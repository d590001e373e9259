namespace Snippets;

/// <summary>Stands for a way of signing that is a partner's own.</summary>
internal abstract class PartnerKeys
{
    public abstract Task<bool> CheckAsync(string? token, ReadOnlyMemory<byte> body);
}
