namespace WebhookDispatch.Dispatching;

/// <content>What happens when time has passed: an endpoint may begin again, an attempt has grown old.</content>
internal sealed partial class RunnerPool
{
    private void OnAlarm()
    {
        bool wanted;
        lock (_gate)
        {
            wanted = _starved;
            var now = _time.GetTimestamp();
            _alarmAt = long.MaxValue;
            _line.Wake(now);
            _slots.FreeSlow(now);
            SetAlarm(now);
        }

        Pump();
        if (wanted)
        {
            RoomFreed?.Invoke();
        }
    }

    // One that is set for earlier stays: when it rings it is set anew. Nearly every attempt ends long before it would grow old, and
    // setting a timer for each would cost more than the attempt's slot.
    private void SetAlarm(long now)
    {
        var at = Math.Min(_line.NextWakeAt, _slots.NextSlowAt(now));
        if (at >= _alarmAt)
        {
            return;
        }

        _alarmAt = at;
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Ceiling(_time.GetElapsedTime(now, Math.Max(at, now)).TotalMilliseconds) + 1), Timeout.InfiniteTimeSpan);
    }
}
