using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Walls;

public sealed class ConformanceTests
{
    [Fact]
    public void Every_store_takes_every_suite()
    {
        var suites = ConformanceRules.Suites(Repository.CSharp("tests/WebhookDispatch.Conformance"));
        var stores = ConformanceRules.Stores(Projects.Assemblies.SelectMany(Projects.WrittenTypes)).ToList();
        var tests = Repository.CSharp("tests").ToList();

        Assert.NotEmpty(suites);
        Assert.NotEmpty(stores);
        Rule.Holds("Derive from it and say how the store is made.", stores
            .Where(store => HasTests(store.Assembly.GetName().Name!))
            .SelectMany(store => ConformanceRules.Missing(store.Name, suites, tests)));
    }

    [Fact]
    public void A_suite_that_a_store_leaves_out_is_found()
    {
        SourceFile[] tests = [new("tests/Acme/AcmeConformance.cs", "public sealed class AcmeClaimTests : ClaimConformance;")];

        Assert.Empty(ConformanceRules.Missing("AcmeWebhookStore", ["ClaimConformance"], tests));
        Assert.Single(ConformanceRules.Missing("AcmeWebhookStore", ["ClaimConformance", "SettleConformance"], tests));
        Assert.Single(ConformanceRules.Missing("OtherWebhookStore", ["ClaimConformance"], tests));
        Assert.Equal(["ClaimConformance"], ConformanceRules.Suites([new("A.cs", "\npublic abstract class ClaimConformance : StoreConformance\n{")]));
    }

    // A package whose tests have not been begun says so by itself.
    private static bool HasTests(string project) => Repository.CSharp($"tests/{project}.Tests").Any();
}
