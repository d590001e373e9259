namespace WebhookDispatch.Simulation.Tests;

/// <summary>What a seed makes of one run: how many processes, which faults, which settings.</summary>
internal sealed record Plan
{
    internal required int Endpoints { get; init; }

    internal required int Dispatchers { get; init; }

    /// <summary>How long events come in and faults happen; after that everything is well and has to end.</summary>
    internal required TimeSpan Busy { get; init; }

    /// <summary>How often something happens: an event, a fault, an operator's act.</summary>
    internal required TimeSpan Pace { get; init; }

    internal required bool Crashes { get; init; }

    internal required bool Pauses { get; init; }

    internal required bool StoreFailures { get; init; }

    internal required bool ClockJumps { get; init; }

    internal required bool NetworkFaults { get; init; }

    internal required bool Operators { get; init; }

    /// <summary>Whether every other endpoint is strictly ordered.</summary>
    internal required bool HasOrder { get; init; }

    /// <summary>After how many attempts an ordered endpoint skips a delivery; <see langword="null"/>: never, it is blocked.</summary>
    internal required int? SkipAfter { get; init; }

    internal required Action<WebhookDispatchOptions> Configure { get; init; }

    /// <summary>Nothing is injected: then nothing may come twice.</summary>
    internal bool IsFaultless => !(Crashes || Pauses || StoreFailures || ClockJumps || NetworkFaults);

    internal bool IsOrdered(string endpointId) => HasOrder && (endpointId[^1] - '0') % 2 == 0;

    internal static Plan Of(World world)
    {
        var random = world.Random;
        var calm = random.Next(8) == 0;
        var delays = Enumerable.Range(0, random.Next(1, 5)).Select(_ => world.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60))).ToList();
        var (inFlight, perEndpoint, handOff, slow) = (random.Next(1, 9), random.Next(1, 5), random.Next(3) * random.Next(30), random.Next(5));
        var poll = TimeSpan.FromSeconds(random.Next(1, 21));
        var grace = TimeSpan.FromSeconds(random.Next(0, 26));
        var failures = random.Next(2, 6);
        var deadline = TimeSpan.FromSeconds(random.Next(2, 16));
        var lease = (2 * deadline) + TimeSpan.FromSeconds(random.Next(0, 11));
        var isForgetful = random.Next(2) == 0;
        var (delivered, dead, waiting) = (Age(), Age(), Age());
        TimeSpan Age() => world.Between(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(150));
        return new Plan
        {
            Endpoints = random.Next(1, 5),
            Dispatchers = random.Next(1, 4),
            Busy = world.Between(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(180)),
            Pace = world.Between(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(6)),
            Crashes = !calm && random.Next(2) == 0,
            Pauses = !calm && random.Next(3) == 0,
            StoreFailures = !calm && random.Next(2) == 0,
            ClockJumps = !calm && random.Next(8) == 0,
            NetworkFaults = !calm && random.Next(4) != 0,
            Operators = random.Next(2) == 0,
            HasOrder = random.Next(3) == 0,
            SkipAfter = random.Next(2) == 0 ? null : random.Next(1, 4),
            Configure = options =>
            {
                if (isForgetful)
                {
                    (options.Retention.Delivered, options.Retention.Dead, options.Retention.Waiting) = (delivered, dead, waiting);
                }


                options.Schedule.RetryDelays = [.. delays];
                options.Sending.AttemptTimeout = deadline;
                options.Sending.ConnectTimeout = TimeSpan.FromSeconds(1);
                options.Dispatching.LeaseDuration = lease;
                options.Dispatching.MaxInFlight = inFlight;
                options.Dispatching.MaxInFlightPerEndpoint = perEndpoint;
                options.Dispatching.MaxHandOff = handOff;
                options.Dispatching.MaxSlowInFlight = slow;
                options.Dispatching.PollInterval = poll;
                options.Dispatching.ShutdownGrace = grace;
                options.CircuitBreaker.ConsecutiveFailures = failures;
                options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(20);
                options.CircuitBreaker.MaxBreakDuration = TimeSpan.FromMinutes(1);
            },
        };
    }
}
