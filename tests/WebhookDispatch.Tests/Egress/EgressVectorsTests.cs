namespace WebhookDispatch.Tests.Egress;

public sealed class EgressVectorsTests
{
    // A redirect is decided on the status of an answer, so the sender's tests run these.
    private static readonly string[] DecidedElsewhere = ["S242", "S244", "S245", "S246", "S247", "S249", "S250"];

    [Fact]
    public void Every_case_is_run_here_except_the_redirects()
    {
        string[] run =
        [
            .. Ids(AddressPolicyTests.Vectors), .. Ids(UrlRulesTests.Vectors), .. Ids(VettedResolverTests.Vectors), .. Ids(HeaderRulesTests.Vectors),
        ];

        Assert.Equal(DecidedElsewhere, EgressVectors.AllIds.Except(run).Order(StringComparer.Ordinal));
        Assert.Equal(EgressVectors.Read("egress.json").GetProperty("count").GetInt32(), run.Length + DecidedElsewhere.Length);
        Assert.All(DecidedElsewhere, id => Assert.Equal("redirect", EgressVectors.Text(id, "kind")));
    }

    private static IEnumerable<string> Ids(TheoryData<string> data) => data.Select(row => row.Data);
}
