using System.Globalization;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>A webhook receiver: a path of WireMock with its stubs and its part of the journal.</summary>
public sealed class WireMockReceiver(WireMockServer server)
{
    private readonly string _path = $"/hooks/{Guid.NewGuid():N}/{Canary.Path}";

    public Uri Url => new(server.Url, _path);

    /// <summary>Answers every further request like this.</summary>
    public Task AnswerWithAsync(StubResponse response) => server.AddAsync(new Stub(new StubRequest("POST", _path), response));

    /// <summary>Answers the next requests with these, in order, and all after them with the last.</summary>
    public async Task AnswerInTurnAsync(params StubResponse[] responses)
    {
        var scenario = Guid.NewGuid().ToString("N");
        for (var turn = 0; turn < responses.Length; turn++)
        {
            await server.AddAsync(new Stub(new StubRequest("POST", _path), responses[turn])
            {
                ScenarioName = scenario,
                RequiredScenarioState = State(turn),
                NewScenarioState = turn == responses.Length - 1 ? null : State(turn + 1),
            });
        }
    }

    /// <summary>What arrived, oldest first. WireMock enters a request before it answers it.</summary>
    public Task<IReadOnlyList<ReceivedRequest>> ReceivedAsync() => server.FindRequestsAsync(_path);

    private static string State(int turn) => turn == 0 ? Stub.Started : turn.ToString(CultureInfo.InvariantCulture);
}
