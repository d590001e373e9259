using Microsoft.AspNetCore.Builder;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>One of the applications that take the same requests. Each runs in a process of its own.</summary>
internal interface IReceivingApp
{
    string Name { get; }

    /// <summary>What the table says about it.</summary>
    string Description { get; }

    /// <summary>Whether it keeps what it receives in the PostgreSQL server, whose work is then its own.</summary>
    bool UsesServer => false;

    /// <param name="builder">The application, with no logging and Kestrel on a free port.</param>
    /// <param name="folder">An empty folder that is deleted at the end.</param>
    /// <param name="database">The connection string of an empty PostgreSQL database.</param>
    void Register(WebApplicationBuilder builder, string folder, string database);

    /// <summary>Maps <see cref="SignedLoad.Path"/>.</summary>
    void Map(WebApplication app);
}
