using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Behaviour = System.Func<System.Net.Sockets.Socket, System.IO.Stream, System.Threading.CancellationToken, System.Threading.Tasks.Task>;

namespace WebhookDispatch.TestKit;

/// <summary>
/// What a peer on a raw socket may do with one connection. Its bytes are made beforehand and its buffers are rented, so that
/// what a process allocates during an attempt is the sender's.
/// </summary>
public static class RawPeer
{
    /// <summary>Reads the request, sends this and ends the connection in order.</summary>
    public static Behaviour Answers(string response) => Answers(Encoding.Latin1.GetBytes(response));

    /// <summary>Reads the request, sends these bytes and ends the connection in order.</summary>
    public static Behaviour Answers(byte[] response) => async (socket, stream, token) =>
    {
        await DrainRequestAsync(stream, token);
        await stream.WriteAsync(response, token);
        socket.Shutdown(SocketShutdown.Send);
        await WaitForEndAsync(stream, token);
    };

    /// <summary>Answers every request of the connection with this, one after the other.</summary>
    public static Behaviour AnswersAll(string response)
    {
        var bytes = Encoding.Latin1.GetBytes(response);
        return async (_, stream, token) =>
        {
            while (await DrainRequestAsync(stream, token))
            {
                await stream.WriteAsync(bytes, token);
            }
        };
    }

    /// <summary>Reads the request and sends this byte by byte.</summary>
    public static Behaviour Trickles(string response, TimeSpan every, string begin = "") =>
        Repeats(begin, [.. response.Select(c => new[] { (byte)c })], every);

    /// <summary>Reads the request, sends the beginning and then the same again and again.</summary>
    public static Behaviour Repeats(string begin, string again, TimeSpan? every = null) =>
        Repeats(begin, [Encoding.Latin1.GetBytes(again)], every);

    /// <summary>Reads the request and says nothing.</summary>
    public static Behaviour Stalls() => async (_, stream, token) =>
    {
        await DrainRequestAsync(stream, token);
        await NeverAsync(token);
    };

    /// <summary>Says nothing and does not even read.</summary>
    public static Behaviour NeverReads() => (_, _, token) => NeverAsync(token);

    /// <summary>Sends this without having read the request, and closes.</summary>
    public static Behaviour AnswersUnasked(string response)
    {
        var bytes = Encoding.Latin1.GetBytes(response);
        return async (socket, stream, token) =>
        {
            await stream.ReadExactlyAsync(new byte[1], token);
            await stream.WriteAsync(bytes, token);
            socket.Close();
        };
    }

    /// <summary>Resets the connection as soon as it is made.</summary>
    public static Behaviour ResetsAtOnce() => (socket, _, _) =>
    {
        RawServer.Reset(socket);
        return Task.CompletedTask;
    };

    /// <summary>Reads the request, sends this, gives it the time to arrive, and resets the connection.</summary>
    public static Behaviour Resets(string begin = "")
    {
        var bytes = Encoding.Latin1.GetBytes(begin);
        return async (socket, stream, token) =>
        {
            await DrainRequestAsync(stream, token);
            if (bytes.Length > 0)
            {
                await stream.WriteAsync(bytes, token);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
            }

            RawServer.Reset(socket);
        };
    }

    /// <summary>Reads one request as far as it announces itself.</summary>
    /// <returns>Whether there was one.</returns>
    public static async Task<bool> DrainRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            var length = 0;
            int end;
            while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return false;
                }

                length += read;
            }

            var left = ContentLength(buffer.AsSpan(0, end)) - (length - end - 4);
            while (left > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
                if (read == 0)
                {
                    return false;
                }

                left -= read;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Behaviour Repeats(string begin, byte[][] parts, TimeSpan? every)
    {
        var first = Encoding.Latin1.GetBytes(begin);
        return async (_, stream, token) =>
        {
            await DrainRequestAsync(stream, token);
            await stream.WriteAsync(first, token);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(parts[i % parts.Length], token);
                if (every is { } pause)
                {
                    await Task.Delay(pause, TimeProvider.System, token);
                }
            }
        };
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return 0;
        }

        var digits = head[(at + 16)..];
        var end = digits.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? digits : digits[..end], null);
    }

    private static async Task WaitForEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1024);
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
            // What a client still sends is of no interest.
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static Task NeverAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
}
