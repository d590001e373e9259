namespace WebhookDispatch.Benchmarks.Measuring;

/// <summary>One party at one concurrency in one round.</summary>
internal sealed record CellResult(
    long Deliveries,
    long Failures,
    double DeliveriesPerSecond,
    double P50Milliseconds,
    double P99Milliseconds,
    double AllocatedBytesPerDelivery,
    double SenderCpuMicrosecondsPerDelivery,
    double ReceiverCpuMicrosecondsPerDelivery,
    double DiskBytesPerDelivery,
    double CommitsPerDelivery,
    double StatementsPerDelivery,
    double ServerCpuMicrosecondsPerDelivery = 0,
    double DispatcherCpuMicrosecondsPerDelivery = 0);
