namespace WebhookDispatch.Dispatching;

/// <summary>
/// One endpoint's place in the dispatcher: what waits for it, how much may be in flight, and until when it is left alone.
/// Only touched under the pool's lock.
/// </summary>
internal sealed class EndpointRunner(string endpointId)
{
    private const double InitialCap = 2;

    private double _cap = InitialCap;
    private int _max = (int)InitialCap;
    private double? _perSecond;
    private long _nextStart;

    internal string EndpointId { get; } = endpointId;

    internal Queue<HeldDelivery> Waiting { get; } = new();

    internal int InFlight { get; set; }

    /// <summary>Deliveries waiting or in flight that were claimed from the store.</summary>
    internal int Claimed { get; set; }

    /// <summary>Whether the last claim filled its room, so that the store may hold more that is due.</summary>
    internal bool MayHaveMore { get; set; }

    /// <summary>Promised to the publisher and not yet handed over.</summary>
    internal int Reserved { get; set; }

    /// <summary>Whether it stands in the pool's line; it stands there once.</summary>
    internal bool IsInLine { get; set; }

    /// <summary>The timestamp until which nothing begins.</summary>
    internal long ParkedUntil { get; private set; }

    /// <summary>The timestamp of the last attempt's end.</summary>
    internal long LastUsed { get; set; }

    internal int Cap => Math.Min((int)_cap, _max);

    internal bool IsIdle => InFlight == 0 && Waiting.Count == 0 && Reserved == 0;

    internal static int CapOfNew(int max) => Math.Min((int)InitialCap, max);

    internal void Configure(int maxInFlight, double? perSecond)
    {
        _max = maxInFlight;
        _perSecond = perSecond;
    }

    internal bool IsParked(long now) => now < ParkedUntil;

    internal void Park(long until) => ParkedUntil = Math.Max(ParkedUntil, until);

    internal void Unpark() => ParkedUntil = 0;

    /// <summary>How many more deliveries it may hold by a claim.</summary>
    internal int Room(long now) => IsParked(now) ? 0 : Math.Max(0, Cap - Claimed);

    internal bool CanStart(long now) => Waiting.Count > 0 && HasTurn(now);

    /// <summary>Whether one more attempt may begin now.</summary>
    internal bool HasTurn(long now) => InFlight < Cap && !IsParked(now) && now >= _nextStart;

    /// <summary>The timestamp at which it can start again, when only time is what it waits for.</summary>
    internal long? StartsAt(long now) =>
        Waiting.Count > 0 && InFlight < Cap && Math.Max(ParkedUntil, _nextStart) is var at && at > now ? at : null;

    internal void Started(long now, long ticksPerSecond)
    {
        InFlight++;
        if (_perSecond is { } rate)
        {
            _nextStart = Math.Max(now, _nextStart) + (long)(ticksPerSecond / rate);
        }
    }

    /// <summary>Endpoints earn their slots: one more for each success, half after a failure, one after a timeout.</summary>
    internal void Learn(AttemptVerdict verdict)
    {
        _cap = verdict switch
        {
            AttemptVerdict.Succeeded => Math.Min(_cap + 1, _max),
            AttemptVerdict.TimedOut => 1,
            AttemptVerdict.Failed => Math.Max(1, _cap / 2),
            _ => _cap,
        };
    }
}
