using WebhookDispatch.PostgreSql.Databases;
using WebhookDispatch.PostgreSql.Endpoints;
using WebhookDispatch.PostgreSql.Handing;

namespace WebhookDispatch.PostgreSql.Queueing;

/// <summary>What every claim of an opened store works with.</summary>
/// <param name="Connections">Where statements are run.</param>
/// <param name="Endpoints">The numbers of endpoints.</param>
/// <param name="Handed">What this process holds.</param>
/// <param name="Lapsed">What nobody holds any more.</param>
/// <param name="Unheld">What nobody has held yet.</param>
internal sealed record ClaimParts(StoreConnections Connections, EndpointNumbers Endpoints, HandedTokens Handed, LapsedHanded Lapsed, UnheldRows Unheld);
