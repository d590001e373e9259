using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;

namespace WebhookDispatch.Sqlite.Upkeep;

/// <summary>The library's notes.</summary>
internal static class NoteTable
{
    internal static string? Read(SqliteDatabase database, string name)
    {
        var row = database[Query.ReadNote].Bind(1, name);
        var text = row.Step() ? row.Text(0) : null;
        row.Reset();
        return text;
    }

    internal static IReadOnlyList<KeyValuePair<string, string>> List(SqliteDatabase database, string prefix)
    {
        // Names that begin alike stand together, from the first that is not smaller than their beginning.
        var notes = new List<KeyValuePair<string, string>>();
        var row = database[Query.ListNotes].Bind(1, prefix);
        while (row.Step() && row.Text(0) is var name && name.StartsWith(prefix, StringComparison.Ordinal))
        {
            notes.Add(new KeyValuePair<string, string>(name, row.Text(1)));
        }

        row.Reset();
        return notes;
    }

    internal static bool Write(WriteSession session, string name, string? expected, string? text)
    {
        if (!string.Equals(Read(session.Database, name), expected, StringComparison.Ordinal))
        {
            return false;
        }

        if (text is null)
        {
            session.Database[Query.DeleteNote].Bind(1, name).Run();
        }
        else
        {
            session.Database[Query.SaveNote].Bind(1, name).Bind(2, text).Run();
        }

        return true;
    }
}
