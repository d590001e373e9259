using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Connections;

/// <summary>The token of one client. Attempts that need it together ask once.</summary>
internal sealed class TokenSource(OAuthClientCredentials client, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private AccessToken? _token;
    private Task<AccessToken>? _asking;

    /// <param name="rejected">A token that the receiver has refused; <see langword="null"/> at first.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="send">Sends a request over connections that the address guard watches.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The token, and whether it was issued just now.</returns>
    /// <exception cref="MisconfiguredException">There is none.</exception>
    internal async ValueTask<(AccessToken Token, bool IsNew)> GetAsync(
        AccessToken? rejected, TimeSpan within, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        Task<AccessToken> asking;
        lock (_gate)
        {
            if (_token is { } kept && !ReferenceEquals(kept, rejected) && timeProvider.GetUtcNow() < kept.RefreshAt)
            {
                return (kept, false);
            }

            // Not on the attempt's own token: one attempt that is cancelled must not take the answer from those that wait with it.
            asking = _asking ??= AskAsync(within, send);
        }

        return (await asking.WaitAsync(cancellationToken).ConfigureAwait(false), true);
    }

    private async Task<AccessToken> AskAsync(TimeSpan within, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
    {
        // Out of the lock that it was begun in.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var budget = new CancellationTokenSource(within, timeProvider);
        AccessToken? issued = null;
        try
        {
            issued = await TokenRequest.SendAsync(client, send, timeProvider, budget.Token).ConfigureAwait(false);
            return issued;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or (IOException and not MisconfiguredException))
        {
            throw new MisconfiguredException(budget.IsCancellationRequested
                ? $"Authentication.TokenUrl did not answer within {within}."
                : $"Authentication.TokenUrl was not reached: {Cause(failure)}");
        }
        finally
        {
            lock (_gate)
            {
                _token = issued ?? _token;
                _asking = null;
            }
        }
    }

    private static string Cause(Exception failure) => failure.GetBaseException() switch
    {
        BlockedAddressException blocked => blocked.OperatorDetail,
        NameResolutionFailedException unresolved => unresolved.OperatorDetail,
        var other => other.Message,
    };
}
