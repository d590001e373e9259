namespace WebhookDispatch.Connections;

/// <summary>
/// The connections that belong to one endpoint or one tenant, bounded: beyond the bound, and two minutes after their last use,
/// those without an attempt are closed.
/// </summary>
internal sealed class HandlerPools(Func<SocketsHttpHandler> createHandler, TimeProvider timeProvider, int most = 1024) : IDisposable
{
    private static readonly TimeSpan KeptIdle = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, HandlerPool> _byName = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _byName.Count;
            }
        }
    }

    internal async Task<HttpResponseMessage> SendAsync(EndpointConnection connection, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pool = Take(connection);
        try
        {
            return await pool.Invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                pool.InUse--;
                pool.LastUsed = timeProvider.GetTimestamp();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close(_byName.Values.ToList());
        }
    }

    private HandlerPool Take(EndpointConnection connection)
    {
        var name = connection.Pool!;
        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out var pool))
            {
                CloseIdle();
                pool = new HandlerPool(name, Create(connection));
                _byName.Add(name, pool);
            }

            pool.InUse++;
            return pool;
        }
    }

    private SocketsHttpHandler Create(EndpointConnection connection)
    {
        var handler = createHandler();
        if (connection.Tls is { } tls)
        {
            handler.SslOptions = TlsSettings.For(tls);
        }

        return handler;
    }

    // An answer may still be read from a pool that is closed: its connections end with their answers.
    private void CloseIdle()
    {
        var idle = _byName.Values.Where(pool => pool.InUse == 0).OrderBy(pool => pool.LastUsed).ToList();
        var surplus = Math.Max(0, _byName.Count + 1 - most);
        Close([.. idle.Where((pool, place) => place < surplus || timeProvider.GetElapsedTime(pool.LastUsed) > KeptIdle)]);
    }

    private void Close(List<HandlerPool> pools)
    {
        foreach (var pool in pools)
        {
            _byName.Remove(pool.Name);
            pool.Invoker.Dispose();
        }
    }

    private sealed class HandlerPool(string name, HttpMessageHandler handler)
    {
        internal string Name { get; } = name;

        internal HttpMessageInvoker Invoker { get; } = new(handler);

        internal int InUse { get; set; }

        internal long LastUsed { get; set; }
    }
}
