using WebhookDispatch.Sqlite.Databases;
using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Endpoints;

/// <summary>Endpoints that are managed at run time.</summary>
internal static class EndpointTable
{
    internal static IReadOnlyList<EndpointDocument> Load(SqliteDatabase database)
    {
        var documents = new List<EndpointDocument>();
        var row = database[Query.LoadEndpoints];
        while (row.Step())
        {
            documents.Add(new EndpointDocument(row.Text(0), row.Text(1), row.Long(2), row.Blob(3).ToArray()));
        }

        return documents;
    }

    internal static bool Save(WriteSession session, EndpointDocument document)
    {
        var number = session.Endpoints.FindOrAdd(session.Database, document.EndpointId);
        var (tenant, version) = Find(session, document.EndpointId);
        if (version != document.Version || (version > 0 && !string.Equals(tenant, document.Tenant, StringComparison.Ordinal)))
        {
            return false;
        }

        session.Database[Query.SaveEndpoint]
            .Bind(1, number).Bind(2, document.Tenant).Bind(3, version + 1).Bind(4, document.Content.Span)
            .Run();
        session.Ledger.EndpointsVersion++;
        return true;
    }

    internal static bool Exists(WriteSession session, string tenant, string endpointId)
    {
        var (owner, version) = Find(session, endpointId);
        return version > 0 && string.Equals(owner, tenant, StringComparison.Ordinal);
    }

    /// <summary>Keeps the row for its number, which history still uses.</summary>
    internal static void Erase(WriteSession session, int number)
    {
        session.Database[Query.EraseEndpoint].Bind(1, number).Run();
        session.Ledger.EndpointsVersion++;
    }

    private static (string Tenant, long Version) Find(WriteSession session, string endpointId)
    {
        var row = session.Database[Query.FindEndpoint].Bind(1, endpointId);
        var found = row.Step() ? (row.Text(0), row.Long(1)) : ("", 0);
        row.Reset();
        return found;
    }
}
