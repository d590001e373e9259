namespace WebhookDispatch.House.Tests.Documentation;

public sealed class SampleOptions
{
    public int Limit { get; set; } = 5;

    public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(5);

    public IList<string> Names { get; } = [];
}
