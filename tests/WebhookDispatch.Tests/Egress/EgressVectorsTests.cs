using WebhookDispatch.Tests.Attempts;

namespace WebhookDispatch.Tests.Egress;

public sealed class EgressVectorsTests
{
    [Fact]
    public void Every_case_is_run()
    {
        string[] run =
        [
            .. Ids(AddressPolicyTests.Vectors), .. Ids(UrlRulesTests.Vectors), .. Ids(VettedResolverTests.Vectors),
            .. Ids(HeaderRulesTests.Vectors), .. Ids(RedirectTests.Vectors),
        ];

        Assert.Empty(EgressVectors.AllIds.Except(run));
        Assert.Equal(EgressVectors.Read("egress.json").GetProperty("count").GetInt32(), run.Distinct().Count());
    }

    private static IEnumerable<string> Ids(TheoryData<string> data) => data.Select(row => row.Data);
}
