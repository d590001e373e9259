using Npgsql;
using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Tests;

public sealed class StoreTroublesTests
{
    [Theory]
    [InlineData("08P01", StoreTrouble.Unreachable, "proxy")]
    [InlineData("08006", StoreTrouble.Unreachable, "proxy")]
    [InlineData("26000", StoreTrouble.Unreachable, "PostgreSql.PrepareStatements to false")]
    [InlineData("42P05", StoreTrouble.Unreachable, "PostgreSql.PrepareStatements to false")]
    [InlineData("57014", StoreTrouble.Unreachable, "statement_timeout of user and database")]
    [InlineData("57P04", StoreTrouble.Unreachable, "ended the connection")]
    [InlineData("57P05", StoreTrouble.Unreachable, "ended the connection")]
    [InlineData("25P03", StoreTrouble.Unreachable, "ended the connection")]
    [InlineData("58030", StoreTrouble.Unreachable, "disk")]
    public void What_a_server_or_a_proxy_says_is_a_trouble_with_something_to_do(string state, StoreTrouble reason, string expected)
    {
        var described = StoreTroubles.Describe(new PostgresException("no", "FATAL", "FATAL", state), "The store");

        var exception = Assert.IsType<StoreUnavailableException>(described);
        Assert.Equal(reason, exception.Reason);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }
}
