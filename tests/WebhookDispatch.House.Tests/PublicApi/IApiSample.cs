using System.Diagnostics.CodeAnalysis;

namespace WebhookDispatch.House.Tests.PublicApi;

public interface IApiSample
{
    event EventHandler? Changed;

    static TOther[] Make<TOther>(params ReadOnlySpan<TOther> others)
        where TOther : struct => others.ToArray();

    static bool TryGet(string? name, [NotNullWhen(true)] out IApiSample? sample)
    {
        sample = null;
        return name is null;
    }

    ValueTask<IReadOnlyList<string?>> ListAsync(ApiSampleKind kind = ApiSampleKind.Left | ApiSampleKind.Right, CancellationToken cancellationToken = default);
}
