using WebhookDispatch.PostgreSql.Databases;

namespace WebhookDispatch.PostgreSql.Upkeep;

/// <summary>The library's notes.</summary>
internal static class NoteTable
{
    internal static async ValueTask<string?> ReadAsync(IStatements statements, string name, CancellationToken cancellationToken) =>
        (await statements.ListAsync(Query.ReadNote, parameters => parameters.Text(name), row => row.GetString(0), cancellationToken).ConfigureAwait(false))
        .FirstOrDefault();

    internal static async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ListAsync(IStatements statements, string prefix, CancellationToken cancellationToken) =>
        await statements.ListAsync(
            Query.ListNotes, parameters => parameters.Text(prefix), row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);

    /// <summary>Of many who read the same text one writes: the row's lock makes the others wait, and then their text is no longer there.</summary>
    internal static async ValueTask<bool> WriteAsync(IStatements statements, string name, string? expected, string? text, CancellationToken cancellationToken) =>
        (expected, text) switch
        {
            (null, null) => await ReadAsync(statements, name, cancellationToken).ConfigureAwait(false) is null,
            (null, _) => await statements.ChangeAsync(Query.AddNote, parameters => parameters.Text(name).Text(text), cancellationToken).ConfigureAwait(false) > 0,
            (_, null) => await statements.ChangeAsync(Query.DeleteNote, parameters => parameters.Text(name).Text(expected), cancellationToken).ConfigureAwait(false) > 0,
            _ => await statements.ChangeAsync(Query.ChangeNote, parameters => parameters.Text(name).Text(expected).Text(text), cancellationToken).ConfigureAwait(false) > 0,
        };
}
