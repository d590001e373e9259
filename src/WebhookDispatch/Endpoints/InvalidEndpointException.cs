namespace WebhookDispatch.Endpoints;

/// <summary>An endpoint cannot be used as it is given. Nothing was sent or stored.</summary>
public sealed class InvalidEndpointException : ArgumentException
{
    /// <summary>Reports everything that is wrong with one endpoint.</summary>
    /// <param name="endpointId">The endpoint's id, as given.</param>
    /// <param name="errors">One sentence for each fault: the field, the value, what to do.</param>
    public InvalidEndpointException(string endpointId, IReadOnlyList<string> errors)
        : base($"Endpoint '{endpointId}' cannot be used: {string.Join(" ", errors)}")
    {
        EndpointId = endpointId;
        Errors = errors;
    }

    /// <summary>The endpoint's id, as given.</summary>
    public string EndpointId { get; }

    /// <summary>One sentence for each fault: the field, the value, what to do.</summary>
    public IReadOnlyList<string> Errors { get; }
}
