using WebhookDispatch.Maintenance;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>
/// Reads a ledger from beginning to end and says which promises it breaks. Pure: it sees nothing but the ledger and what the
/// store holds at the end.
/// </summary>
internal sealed class Checker
{
    private const int HotReleases = 20;

    private readonly Dictionary<long, Course> _courses = [];
    private readonly Dictionary<(string EventId, string EndpointId), Course> _byTarget = [];
    private readonly Dictionary<string, Entry.Stored> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (Entry.Sent Sent, Course Course)> _exchanges = [];
    private readonly HashSet<int> _succeeded = [];
    private readonly List<Violation> _violations = [];

    /// <summary>Which endpoints go in order.</summary>
    internal Func<string, bool> IsOrdered { get; init; } = _ => false;

    /// <summary>How long what has ended, and what nobody sends, is kept.</summary>
    internal RetentionOptions Retention { get; init; } = new();

    internal IReadOnlyCollection<Course> Courses => _courses.Values;

    internal IReadOnlyList<Violation> Violations => _violations;

    /// <summary>The exchanges whose 2xx reached the process that had sent.</summary>
    internal IReadOnlySet<int> Succeeded => _succeeded;

    internal void Read(Ledger ledger)
    {
        foreach (var entry in ledger.Entries)
        {
            switch (entry)
            {
                case Entry.Stored stored:
                    Take(stored);
                    break;
                case Entry.Claimed claimed:
                    Take(claimed);
                    break;
                case Entry.Settled settled:
                    Take(settled);
                    break;
                case Entry.Cancelled cancelled:
                    Array.ForEach(cancelled.Ids, id => End(_courses[id], DeliveryState.Cancelled, cancelled.StoreNow));
                    break;
                case Entry.Replayed replayed:
                    Array.ForEach(replayed.Ids, id => Replay(_courses[id], replayed.StoreNow));
                    break;
                case Entry.Forgotten forgotten:
                    Array.ForEach(forgotten.Ids, id => Forget(_courses[id], forgotten.StoreNow));
                    break;
                case Entry.GivenUp givenUp:
                    Array.ForEach(givenUp.Ids, id => GiveUp(_courses[id], givenUp.StoreNow));
                    break;
                case Entry.Sent sent:
                    Take(sent);
                    break;
                case Entry.Answered { Status: >= 200 and < 300 } answered:
                    _succeeded.Add(answered.Exchange);
                    break;
            }
        }
    }

    /// <summary>Compares what the store holds at the end with what the ledger says it must.</summary>
    internal void Compare(IReadOnlyList<DeliveryRecord> left)
    {
        var byId = left.ToDictionary(delivery => delivery.DeliveryId);
        foreach (var course in _courses.Values.Where(course => !course.IsForgotten))
        {
            if (!byId.TryGetValue(course.Id, out var record))
            {
                Break(course, "is lost");
            }
            else if ((record.State, record.Epoch, record.Attempts) != (course.State, course.Epoch, course.Attempts))
            {
                Break(course, $"is {record.State} in epoch {record.Epoch} after {record.Attempts} attempts; by what was committed {course.State}, {course.Epoch}, {course.Attempts}");
            }
            else if (record.State == DeliveryState.Waiting)
            {
                Break(course, "has no end");
            }
        }
    }

    /// <summary>What was acknowledged and is not there.</summary>
    internal void Compare(Ledger ledger)
    {
        foreach (var accepted in ledger.Entries.OfType<Entry.Accepted>())
        {
            var stored = _events.GetValueOrDefault(accepted.EventId)?.Deliveries.Length;
            if (stored != accepted.Deliveries)
            {
                _violations.Add(new Violation($"event accepted with {accepted.Deliveries} deliveries, stored with {stored?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}", accepted.EventId));
            }
        }
    }

    internal void Break(Course course, string how) =>
        _violations.Add(new Violation($"delivery {course.Id} of {course.EventId} to {course.EndpointId} {how}", course.EventId, course.Id));

    private void Take(Entry.Stored stored)
    {
        // The same one again, after it was forgotten, is a new one.
        _events[stored.EventId] = stored;
        foreach (var (id, endpointId, token) in stored.Deliveries)
        {
            var course = new Course(id, stored.EventId, endpointId, stored.DueAt, stored.ExpiresAt);
            _courses.Add(id, course);
            _byTarget[(stored.EventId, endpointId)] = course;
            if (token != 0 && IsOrdered(endpointId))
            {
                Break(course, "was handed over out of its line");
            }

            if (token != 0)
            {
                course.Hold(token, stored.Life!, stored.At, stored.StoreNow);
            }
        }
    }

    private void Take(Entry.Claimed claimed)
    {
        foreach (var (id, token) in claimed.Ids.Zip(claimed.Tokens))
        {
            var course = _courses[id];
            if (course.State != DeliveryState.Waiting)
            {
                Break(course, $"was claimed although it is {course.State}");
            }

            if (claimed.StoreNow < course.DueAt && course.Token == 0)
            {
                Break(course, $"was claimed at {claimed.StoreNow:O}, before {course.DueAt:O}");
            }

            course.OutOfTurn = IsOrdered(course.EndpointId) ? OrderRules.OutOfTurn(course, _courses.Values, claimed.StoreNow) : null;
            course.Hold(token, claimed.Life!, claimed.At, claimed.StoreNow + claimed.Lease);
        }
    }

    private void GiveUp(Course course, DateTimeOffset now)
    {
        if (course.State != DeliveryState.Waiting || now - course.DueAt < Retention.Waiting)
        {
            Break(course, $"was given up as {course.State}, due at {course.DueAt:O}, at {now:O}");
        }

        course.End(DeliveryState.Dead, now);
    }

    private void Take(Entry.Settled settled)
    {
        var (settlement, course) = (settled.Settlement, _courses[settled.Id]);
        var holds = course.Token != 0 && course.Token == settlement.Delivery.LeaseToken;
        var isLateSuccess = settlement.Kind == SettlementKind.Delivered && settlement.Delivery.Epoch == course.Epoch && course is { State: not DeliveryState.Delivered, IsForgotten: false };
        if (settled.Applied != (holds || isLateSuccess))
        {
            Break(course, $"took an outcome of token {settlement.Delivery.LeaseToken} as applied={settled.Applied} while token {course.Token} held it");
        }

        if (!settled.Applied)
        {
            return;
        }

        if (settlement.Attempt is not null)
        {
            course.Attempts++;
            course.Claims = 0;
        }

        switch (settlement.Kind)
        {
            case SettlementKind.Retry or SettlementKind.Release:
                Wait(course, settled);
                break;
            case SettlementKind.Delivered:
                NeedSuccess(course, settled);
                End(course, DeliveryState.Delivered, settled.StoreNow);
                break;
            default:
                End(course, settlement.Kind switch { SettlementKind.Dead => DeliveryState.Dead, SettlementKind.Expired => DeliveryState.Expired, _ => DeliveryState.Cancelled }, settled.StoreNow);
                break;
        }
    }

    private void Wait(Course course, Entry.Settled settled)
    {
        course.Token = 0;
        course.DueAt = settled.StoreNow + settled.Settlement.Delay;
        if (settled.Settlement.Kind == SettlementKind.Retry)
        {
            return;
        }

        course.Claims--;
        course.ReleasedAt.Add(settled.At);
        if (course.ReleasedAt.Count >= HotReleases && settled.At - course.ReleasedAt[^HotReleases] < TimeSpan.FromSeconds(1))
        {
            Break(course, $"was claimed and released {HotReleases} times within a second");
            course.ReleasedAt.Clear();
        }
    }

    // Seen by the process that says so: an answer that was lost is no success.
    private void NeedSuccess(Course course, Entry.Settled settled)
    {
        if (!course.Sent.Any(sent => sent.Sent.Life == settled.Life && sent.Epoch == settled.Settlement.Delivery.Epoch && _succeeded.Contains(sent.Sent.Exchange)))
        {
            Break(course, "counts as delivered, and no process has seen a 2xx");
        }
    }

    private void End(Course course, DeliveryState state, DateTimeOffset now)
    {
        // A late success is the one thing that may follow an end.
        if (course.State != DeliveryState.Waiting && state != DeliveryState.Delivered)
        {
            Break(course, $"ended as {state} after it had ended as {course.State}");
        }

        course.End(state, now);
    }

    private void Replay(Course course, DateTimeOffset now)
    {
        if (course.State is DeliveryState.Waiting or DeliveryState.Delivered)
        {
            Break(course, $"was replayed while it is {course.State}");
        }

        course.End(DeliveryState.Waiting, now);
        (course.Epoch, course.Attempts, course.Claims, course.DueAt, course.ExpiresAt) = (course.Epoch + 1, 0, 0, now, null);
    }

    private void Forget(Course course, DateTimeOffset now)
    {
        var age = course.State == DeliveryState.Dead ? Retention.Dead : Retention.Delivered;
        if (now - course.EndedAt < age)
        {
            Break(course, $"was forgotten at {now:O}, less than {age} after its end at {course.EndedAt:O}");
        }

        if (course.State == DeliveryState.Waiting)
        {
            Break(course, "was forgotten while it waits");
        }

        course.IsForgotten = true;
    }

    private void Take(Entry.Sent sent)
    {
        if (!_byTarget.TryGetValue((sent.EventId, sent.EndpointId), out var course))
        {
            _violations.Add(new Violation($"{sent.EventId} was sent to {sent.EndpointId} without a stored delivery", sent.EventId));
            return;
        }

        // Of the claims that this process holds it is the latest; a stale one belongs to the epoch it was made in.
        course.Sent.Add((sent, course.Epoch));
        if (course.OutOfTurn is { } fault && course.Holders.TryGetValue(course.Token, out var holder) && holder.Life == sent.Life)
        {
            Break(course, fault);
        }

        _exchanges.Add(sent.Exchange, (sent, course));
        if (!sent.Body.AsSpan().SequenceEqual(_events[sent.EventId].Body))
        {
            Break(course, "was sent with other bytes than were stored");
        }

        if (!sent.IsSigned || (sent.WallClock - sent.Timestamp).Duration() > TimeSpan.FromSeconds(1))
        {
            Break(course, $"was sent with a signature that is not valid or not fresh: stamped {sent.Timestamp:O} at {sent.WallClock:O}");
        }
    }
}
