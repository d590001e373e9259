using WebhookDispatch.Endpoints;

namespace WebhookDispatch.Tests.Endpoints;

public sealed class EventTypeFilterTests
{
    [Theory]
    [InlineData("**", "anything.at.all", true)]
    [InlineData("invoice.paid", "invoice.paid", true)]
    [InlineData("invoice.paid", "Invoice.paid", false)]
    [InlineData("invoice.paid", "invoice.paid.late", false)]
    [InlineData("invoice", "invoice.paid", false)]
    [InlineData("invoice.*", "invoice.paid", true)]
    [InlineData("invoice.*", "invoice.paid.late", true)]
    [InlineData("invoice.*", "invoice", false)]
    [InlineData("invoice.*", "invoices.paid", false)]
    [InlineData("invoice.*", "INVOICE.paid", false)]
    public void A_filter_matches_exactly_below_its_prefix_or_all(string filter, string type, bool matches) =>
        Assert.Equal(matches, EventTypeFilter.Matches(filter, type));

    [Theory]
    [InlineData("**")]
    [InlineData("invoice.paid")]
    [InlineData("invoice.*")]
    [InlineData("a.b-c.d_e.*")]
    public void These_are_filters(string filter) => Assert.True(EventTypeFilter.IsValid(filter));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData(".*")]
    [InlineData("***")]
    [InlineData("invoice*")]
    [InlineData("*.paid")]
    [InlineData("invoice.*.late")]
    [InlineData("invoice..*")]
    [InlineData("invoice.**")]
    [InlineData("invoice.paid ")]
    public void These_are_none(string? filter) => Assert.False(EventTypeFilter.IsValid(filter));
}
