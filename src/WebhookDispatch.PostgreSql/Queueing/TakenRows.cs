using WebhookDispatch.Stores;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>What one claiming statement answered.</summary>
/// <param name="Rows">What it took, with the number of each endpoint.</param>
/// <param name="IsFull">Whether it took as much as it might.</param>
/// <param name="CutAfter">The last endpoint it came to, when there may be more behind it.</param>
internal readonly record struct TakenRows(List<(int Endpoint, LeasedDelivery Delivery)> Rows, bool IsFull, int? CutAfter);
