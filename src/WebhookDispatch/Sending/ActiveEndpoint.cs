using WebhookDispatch.Attempts;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Sending;

/// <summary>An endpoint that is being sent to: what was prepared from its present form, and the circuit that outlives changes of it.</summary>
internal sealed class ActiveEndpoint(PreparedEndpoint prepared, RetryRules rules, ScheduleRules schedule, RetryPipeline retries, EndpointCircuit circuit)
{
    private long _lastUsed;

    internal WebhookEndpoint Endpoint => Prepared.Endpoint;

    internal PreparedEndpoint Prepared { get; } = prepared;

    internal RetryRules Rules { get; } = rules;

    internal ScheduleRules Schedule { get; } = schedule;

    internal RetryPipeline Retries { get; } = retries;

    internal EndpointCircuit Circuit { get; } = circuit;

    internal long LastUsed => Volatile.Read(ref _lastUsed);

    internal void Touch(long timestamp) => Volatile.Write(ref _lastUsed, timestamp);
}
