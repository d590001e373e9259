using System.Collections.Frozen;
using System.Net;

namespace WebhookDispatch.Egress;

/// <summary>Addresses that hand out machine credentials to whoever asks.</summary>
internal static class MetadataAddresses
{
    private static readonly FrozenSet<AddressBits> Known = new[]
    {
        "169.254.169.254", // AWS, Azure, GCP, Oracle, DigitalOcean
        "169.254.170.2", // AWS ECS task credentials
        "169.254.170.23", // AWS EKS pod identity
        "168.63.129.16", // Azure WireServer
        "100.100.100.200", // Alibaba
        "192.0.0.192", // Oracle classic
        "fd00:ec2::254", // AWS over IPv6
        "fd00:ec2::23", // AWS EKS pod identity over IPv6
        "fd20:ce::254", // GCP over IPv6
    }.Select(text => AddressBits.Of(IPAddress.Parse(text))).ToFrozenSet();

    public static bool Contains(AddressBits address) => Known.Contains(address);
}
