using WebhookDispatch.AspNetCore;
using WebhookDispatch.Benchmarks.CommandLine;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>Every application that is compared; ratios are to the first.</summary>
internal static class ReceivingApps
{
    public static IReadOnlyList<IReceivingApp> All { get; } =
    [
        new PlainApp(), new VerifiedApp(),
        new HandWrittenApp("memory"), new HandWrittenApp("sqlite"), new HandWrittenApp("postgres"),
        new InboxApp("memory", WebhookMode.Inline), new InboxApp("memory", WebhookMode.StoreThenProcess),
        new InboxApp("sqlite", WebhookMode.Inline), new InboxApp("sqlite", WebhookMode.StoreThenProcess),
        new InboxApp("postgres", WebhookMode.Inline), new InboxApp("postgres", WebhookMode.StoreThenProcess),
    ];

    /// <exception cref="UsageException">None has that name.</exception>
    public static IReceivingApp Find(string name) =>
        All.FirstOrDefault(app => app.Name == name) ?? throw new UsageException($"'{name}' is no application. There are {string.Join(", ", All.Select(app => app.Name))}.");
}
