using System.Collections.Frozen;

namespace WebhookDispatch.Egress;

/// <summary>Ports where something other than a webhook receiver listens.</summary>
internal static class DeniedPorts
{
    // The "bad ports" of the WHATWG Fetch standard: protocols that can be made to obey bytes of an HTTP request.
    private static readonly int[] BadPorts =
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
        109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526,
        530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045,
        4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ];

    // Stores, brokers and control planes that answer, or obey, whoever reaches them.
    private static readonly int[] ServicePorts =
    [
        445, 873, 1433, 1434, 1521, 1883, 2181, 2375, 2376, 2377, 2379, 2380, 3268, 3269, 3306, 3389, 4222, 4369, 5432,
        5671, 5672, 5900, 5984, 5985, 5986, 6379, 6380, 6443, 7000, 7001, 8883, 9042, 9092, 9200, 9300, 10250, 10255,
        11211, 15672, 26379, 27017, 27018, 27019,
    ];

    private static readonly FrozenSet<int> All = BadPorts.Concat(ServicePorts).ToFrozenSet();

    public static bool Contains(int port) => All.Contains(port);
}
