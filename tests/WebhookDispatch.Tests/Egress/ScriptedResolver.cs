using System.Net;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

/// <summary>A name server whose answers are written down, one per lookup; the last one is repeated.</summary>
internal sealed class ScriptedResolver(params string[][] answers) : INameResolver
{
    private readonly List<string> _asked = [];

    public IReadOnlyList<string> Asked => _asked;

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var answer = answers[Math.Min(_asked.Count, answers.Length - 1)];
        _asked.Add(host);
        return Task.FromResult(answer.SelectMany(Addresses).ToArray());
    }

    // A resolver follows an alias by itself and returns only the addresses at its end.
    private static IEnumerable<IPAddress> Addresses(string record) => record switch
    {
        "CNAME localhost." => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        _ => [IPAddress.Parse(record)],
    };
}
