using Microsoft.Extensions.Hosting;

namespace WebhookDispatch.Endpoints;

/// <summary>Being made is its work: registered endpoints are checked when the host makes its services, and a fault stops it.</summary>
internal sealed class EndpointStartCheck(RegisteredEndpoints endpoints) : IHostedService
{
    internal int Checked { get; } = endpoints.All.Count;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
