using System.Net.Sockets;
using System.Security.Authentication;
using WebhookDispatch.Connections;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Attempts;

/// <summary>Names where an attempt failed, from what .NET throws.</summary>
internal static class AttemptFault
{
    internal static AttemptFailure Name(Exception exception)
    {
        // A connection timed out by ConnectTimeout arrives as a cancellation around a TimeoutException.
        if (Find<BlockedAddressException>(exception) is not null)
        {
            return AttemptFailure.BlockedAddress;
        }

        if (Find<MisconfiguredException>(exception) is not null)
        {
            return AttemptFailure.Misconfigured;
        }

        if (Find<TimeoutException>(exception) is not null)
        {
            return AttemptFailure.ConnectTimeout;
        }

        return exception is HttpRequestException request ? Name(request) : AttemptFailure.ConnectionReset;
    }

    /// <summary>Whether a connection was lost that had answered an earlier request: it may have been closed for reasons of its own.</summary>
    internal static bool IsOfUsedConnection(Exception exception) => Find<UsedConnectionLostException>(exception) is not null;

    private static AttemptFailure Name(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => AttemptFailure.NameResolution,
        HttpRequestError.SecureConnectionError => AttemptFailure.Tls,
        HttpRequestError.ConnectionError => Find<NameResolutionFailedException>(exception) is not null
            ? AttemptFailure.NameResolution
            : AttemptFailure.ConnectFailed,
        HttpRequestError.ConfigurationLimitExceeded => AttemptFailure.ResponseHeadersTooLarge,
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError
            => AttemptFailure.ProtocolError,
        HttpRequestError.ResponseEnded => AttemptFailure.ConnectionReset,
        _ when Find<AuthenticationException>(exception) is not null => AttemptFailure.Tls,
        _ when Find<NameResolutionFailedException>(exception) is not null => AttemptFailure.NameResolution,
        _ when Find<SocketException>(exception) is { } socket && IsConnecting(socket.SocketErrorCode) => AttemptFailure.ConnectFailed,
        _ => AttemptFailure.ConnectionReset,
    };

    private static bool IsConnecting(SocketError error) => error
        is SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable;

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
