using WebhookDispatch.Benchmarks.Measuring;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>What became of a paced load.</summary>
/// <param name="PerSecond">The load.</param>
/// <param name="Expected">How many deliveries counted.</param>
/// <param name="Delivered">How many of them arrived in time.</param>
/// <param name="Share">That, of those.</param>
/// <param name="Publish">The duration of one <c>PublishAsync</c>; <see langword="null"/> when nothing was published.</param>
/// <param name="ToFirstByte">From its call until the receiver has the head of the request.</param>
/// <param name="CommitToFirstByte">From its return, which follows the commit, until then; zero when the request was faster than the return; <see langword="null"/> when nothing was committed.</param>
/// <param name="ToDelivered">From its call until the observer's <c>OnDelivered</c>, or the answer to a POST.</param>
internal sealed record PacedResult(
    double PerSecond, long Expected, long Delivered, double Share, Percentiles? Publish, Percentiles ToFirstByte, Percentiles? CommitToFirstByte, Percentiles ToDelivered);
