using System.Net.Sockets;
using System.Text;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Hosting;

/// <summary>A socket that sends what no HTTP client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;

    private RawConnection(Uri url)
    {
        _client.Connect(url.Host, url.Port);
        _stream = _client.GetStream();
    }

    public static RawConnection To(ReceiverHost host) => new(host.Url);

    /// <summary>The request line and headers of a POST to the receiver, without the empty line that ends them.</summary>
    public static string Head(IEnumerable<KeyValuePair<string, string>> headers) =>
        string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n").Prepend("POST /hooks HTTP/1.1\r\nHost: localhost\r\n"));

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Patience.Token);

    /// <summary>Sends for as long as the other side reads.</summary>
    public async Task SendWithoutEndAsync(string text)
    {
        try
        {
            while (true)
            {
                await SendAsync(text);
            }
        }
        catch (IOException)
        {
        }
    }

    /// <summary>The status line and headers of the answer.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var answer = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(one, Patience.Token) > 0)
            {
                answer.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            // A server that closes with something unread resets the connection, which can overtake its answer.
        }

        return answer.ToString();
    }

    public void Reset()
    {
        _client.Client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();
}
