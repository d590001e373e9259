namespace WebhookDispatch.Benchmarks.Send;

/// <summary>The body that every party sends: 1 KiB of JSON.</summary>
internal static class SamplePayload
{
    public const int Bytes = 1024;

    /// <param name="bytes">How many; at least 128.</param>
    public static byte[] Create(int bytes = Bytes)
    {
        const string Open = """{"type":"payment.completed","data":{"amount":4200,"currency":"EUR","note":""";
        const string Close = "\"}}";
        return [.. System.Text.Encoding.UTF8.GetBytes($"{Open}\"{new string('x', bytes - Open.Length - 1 - Close.Length)}{Close}")];
    }
}
