using WebhookDispatch.Secrets;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A protector that counts, and that can be made to fail as a key vault does.</summary>
internal sealed class CountingProtector : ISecretProtector
{
    private readonly AesGcmSecretProtector _inner = new([Some.Key()]);
    private int _protected;
    private int _read;

    internal int Protected => _protected;

    internal int Read => _read;

    internal Exception? Fault { get; set; }

    public ValueTask<string> ProtectAsync(ReadOnlyMemory<byte> secret, SecretPlace place, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _protected);
        return _inner.ProtectAsync(secret, place, cancellationToken);
    }

    public ValueTask<UnprotectedSecret> UnprotectAsync(string protectedText, SecretPlace place, CancellationToken cancellationToken)
    {
        // The mark of the store is not an endpoint's secret.
        Interlocked.Add(ref _read, place.EndpointId.Length == 0 ? 0 : 1);
        return Fault is { } fault && place.EndpointId.Length > 0 ? throw fault : _inner.UnprotectAsync(protectedText, place, cancellationToken);
    }
}
