using WebhookDispatch.Sqlite.Queueing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class TransactionTests
{
    [Theory]
    [InlineData("3.7.0", true)]
    [InlineData("3.44.5", true)]
    [InlineData("3.44.6", false)]
    [InlineData("3.45.0", true)]
    [InlineData("3.50.4", true)]
    [InlineData("3.50.7", false)]
    [InlineData("3.51.2", true)]
    [InlineData("3.51.3", false)]
    [InlineData("3.52.0", false)]
    public void A_version_with_the_WAL_reset_fault_is_told_from_one_without(string version, bool hasFault)
    {
        Assert.Equal(hasFault, CallersTransaction.HasWalResetFault(Version.Parse(version)));

        var refusal = CallersTransaction.Refusal(version);

        Assert.Equal(TransactionRefusal.StoreCannot, refusal.Reason);
        Assert.Equal(hasFault, refusal.Message.Contains($"In this SQLite, {version}, a second one could damage it", StringComparison.Ordinal));
        Assert.Contains("UsePostgreSql", refusal.Message, StringComparison.Ordinal);
    }
}
