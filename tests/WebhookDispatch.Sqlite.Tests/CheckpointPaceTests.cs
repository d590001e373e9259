using WebhookDispatch.Sqlite.Writing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Sqlite.Tests;

public sealed class CheckpointPaceTests
{
    private readonly TestClock _clock = new();
    private readonly CheckpointPace _pace;

    public CheckpointPaceTests() => _pace = new CheckpointPace(_clock, 400);

    [Fact]
    public void A_quarter_is_copied_while_copying_takes_little_time()
    {
        Copy(TimeSpan.FromMilliseconds(1));
        _clock.Advance(TimeSpan.FromMilliseconds(8));

        Assert.False(_pace.IsDue(99));
        Assert.True(_pace.IsDue(100));
    }

    [Fact]
    public void After_a_copy_that_took_long_the_disk_rests_for_eight_times_as_long()
    {
        Copy(TimeSpan.FromMilliseconds(5));
        _clock.Advance(TimeSpan.FromMilliseconds(39));

        Assert.False(_pace.IsDue(399));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_pace.IsDue(100));
    }

    [Fact]
    public void However_long_a_copy_took_the_log_is_copied_when_it_is_full()
    {
        Copy(TimeSpan.FromSeconds(5));

        Assert.True(_pace.IsDue(400));
    }

    private void Copy(TimeSpan length) => _pace.Run(() =>
    {
        _clock.Advance(length);
        return 0;
    });
}
