namespace WebhookDispatch.House.Tests;

/// <summary>Fails a test with every fault at once, so that one run tells all there is to mend.</summary>
internal static class Rule
{
    public static void Holds(string rule, IEnumerable<string> faults)
    {
        var list = faults.ToList();
        if (list.Count > 0)
        {
            Assert.Fail($"{rule}\n  {string.Join("\n  ", list)}");
        }
    }
}
