namespace WebhookDispatch.Simulation.Tests.Network;

/// <summary>The network card of one process: in place of the sockets.</summary>
internal sealed class SimulatedHandler(Life life, TimeProvider clock, Receivers receivers) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        receivers.SendAsync(life, clock.GetUtcNow(), request, cancellationToken);
}
