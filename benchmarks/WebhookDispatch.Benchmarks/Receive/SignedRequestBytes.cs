using System.Globalization;
using System.Text;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>A request as it goes over the wire. Only id, timestamp and signature are written anew, so that the load costs little beside what it measures.</summary>
internal sealed class SignedRequestBytes
{
    private readonly WebhookSigner _signer;
    private readonly byte[] _body = SamplePayload.Create();
    private readonly byte[] _bytes;
    private readonly int _id;
    private readonly int _timestamp;
    private readonly int _signature;

    public SignedRequestBytes(Uri url, WebhookSecret secret)
    {
        _signer = new WebhookSigner(WebhookScheme.Standard, secret);
        var text = new StringBuilder($"POST {SignedLoad.Path} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {_body.Length}\r\nwebhook-id: ");
        _id = text.Length;
        text.Append(IdOf(0)).Append("\r\nwebhook-timestamp: ");
        _timestamp = text.Length;
        text.Append(1_000_000_000).Append("\r\nwebhook-signature: ");
        _signature = text.Length;
        text.Append(_signer.Sign(IdOf(0), 1_000_000_000, _body)).Append("\r\n\r\n");
        _bytes = [.. Encoding.ASCII.GetBytes(text.ToString()), .. _body];
    }

    public SignedId Sign(long number)
    {
        var (id, now) = (IdOf(number), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        return new SignedId(id, now.ToString(CultureInfo.InvariantCulture), _signer.Sign(id, now, _body));
    }

    public ReadOnlyMemory<byte> With(in SignedId signed)
    {
        Write(signed.Id, _id);
        Write(signed.Timestamp, _timestamp);
        Write(signed.Signature, _signature);
        return _bytes;
    }

    private static string IdOf(long number) => string.Create(CultureInfo.InvariantCulture, $"evt_{number:D16}");

    private void Write(string text, int at) => Encoding.ASCII.GetBytes(text, _bytes.AsSpan(at));
}
