namespace WebhookDispatch.PostgreSql.Schemas;

/// <summary>What was found when the store was opened.</summary>
/// <param name="IsStandby">Whether the server only follows another.</param>
/// <param name="HasSchema">Whether the schema exists, with or without our tables.</param>
/// <param name="Encoding">How the database keeps text.</param>
/// <param name="Lossy">The settings with which a commit may be lost that was acknowledged; empty when there are none.</param>
/// <param name="Version">The newest migration that was run; 0 when none was.</param>
/// <param name="WorksWith">The oldest version of the library's schema that may still use it.</param>
internal readonly record struct SchemaState(bool IsStandby, bool HasSchema, string Encoding, string Lossy, int Version, int WorksWith);
