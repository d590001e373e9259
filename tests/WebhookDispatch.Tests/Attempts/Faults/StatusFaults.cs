using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Attempts.Faults;

/// <summary>Answers that are well-formed and no success.</summary>
internal static class StatusFaults
{
    internal static IEnumerable<Fault> All =>
    [
        new(17, "302 to a metadata service", "redirect_refused", Status(302, "Location: http://169.254.169.254/latest/\r\n")),
        new(18, "302 to itself", "redirect_refused", Status(302, "Location: /hooks\r\n")),
        new(19, "301 that would make a GET of the POST", "redirect_refused", Status(301, "Location: /elsewhere\r\n")),
        Of(20, 304), Of(20, 300), Of(37, 600), Of(37, 999),
        .. new[] { 400, 401, 403, 404, 405, 415, 422 }.Select(status => Of(47, status)),
        Of(48, 410),
        new(49, "407", "http_407", Status(407, "Proxy-Authenticate: Basic realm=\"x\"\r\n")),
        new(49, "401 with Negotiate", "http_401", Status(401, "WWW-Authenticate: Negotiate\r\n")),
        .. new[] { 408, 425, 429, 500, 502, 503, 504 }.Select(status => Of(50, status)),
    ];

    private static Fault Of(int row, int status) => new(row, $"status {status}", $"http_{status}", Status(status));

    private static Func<System.Net.Sockets.Socket, Stream, CancellationToken, Task> Status(int status, string headers = "") =>
        RawPeer.AnswersAll($"HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: 0\r\n\r\n");
}
