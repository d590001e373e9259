namespace WebhookDispatch.Tests.Dispatching;

public sealed class ClaimAheadTests : IDisposable
{
    private readonly PoolUnderTest _pool = new();

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(0.01, 256)]
    [InlineData(0.1, 25)]
    [InlineData(10, 0)]
    public void A_claim_takes_as_many_ahead_as_end_in_a_moment(double seconds, int ahead)
    {
        FillSlots(seconds);

        Assert.Equal((0, ahead), AskForRoom());
        Assert.Equal(0, _pool.Pool.RoomForClaim(mayRunAhead: false).Ahead);
    }

    [Fact]
    public void A_claim_takes_at_most_eight_times_as_many_ahead_as_there_are_slots()
    {
        FillSlots(seconds: 0.006);
        AskForRoom();
        ClaimForAll(2);
        _pool.Clock.Advance(TimeSpan.FromSeconds(0.006));
        _pool.Succeed(64);

        Assert.Equal((0, 8 * 64), AskForRoom());
    }

    [Fact]
    public void A_claim_is_wanted_again_when_three_quarters_of_what_was_taken_ahead_have_begun()
    {
        var wanted = 0;
        FillSlots(seconds: 0.01);
        _pool.Pool.RoomFreed += () => wanted++;
        Assert.Equal((0, 256), AskForRoom());
        ClaimForAll(8);
        Assert.Equal((0, 0), AskForRoom());

        _pool.Succeed(191);
        Assert.Equal((0, 0), (wanted, AskForRoom().Ahead));
        _pool.Succeed(2);

        Assert.Equal((1, 193), (wanted, AskForRoom().Ahead));
    }

    // Sixty-four attempts have ended in so many seconds, and as many others are in flight.
    private void FillSlots(double seconds)
    {
        ClaimForAll(4);
        AskForRoom();
        _pool.Clock.Advance(TimeSpan.FromSeconds(seconds));
        _pool.Succeed(64);
        Assert.Equal(64, _pool.InFlight());
    }

    private void ClaimForAll(int each)
    {
        for (var i = 0; i < 32; i++)
        {
            _pool.Claim($"e{i}", each);
        }
    }

    private (int Slots, int Ahead) AskForRoom()
    {
        var room = _pool.Pool.RoomForClaim(mayRunAhead: true);
        return (room.Slots, room.Ahead);
    }
}
