using System.Buffers.Binary;
using System.Net;
using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Fuzzing;

/// <summary>
/// Not samples but all: the ends of every /20 of IPv4, and with <c>WEBHOOKDISPATCH_FULL</c> every address there is, in every form in
/// which IPv6 can carry it. That takes two cores half an hour: <c>WEBHOOKDISPATCH_FULL=0-63</c> sweeps those first octets alone.
/// </summary>
public sealed class AddressSweepTests
{
    private static readonly AddressPolicy Policy = new(new EgressOptions());

    [Fact]
    public void Every_IPv4_address_has_its_verdict_in_NAT64_and_none_in_any_other_disguise()
    {
        var (step, allowed) = (FuzzTime.IsFull ? 1u : 4096u, 0L);
        var (from, to) = FuzzTime.FirstOctets;
        Parallel.For(from, to + 1, () => 0L, (first, _, count) => count + Sweep((uint)first << 24, step), count => Interlocked.Add(ref allowed, count));

        // A sweep that allows nothing, or everything, would agree with itself as well.
        Assert.InRange(allowed, 1, long.MaxValue);
    }

    private static long Sweep(uint first, uint step)
    {
        Span<byte> nat64 = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Span<byte> mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0];
        Span<byte> local = [0, 0x64, 0xff, 0x9b, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Span<byte> sixToFour = [0x20, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        Span<byte> v4 = stackalloc byte[4];
        var allowed = 0L;
        for (ulong next = first; next < (ulong)first + (1 << 24); next += step)
        {
            // Both ends of each block that is stepped over.
            foreach (var address in step == 1 ? [(uint)next] : (ReadOnlySpan<uint>)[(uint)next, (uint)next + step - 1])
            {
                BinaryPrimitives.WriteUInt32BigEndian(v4, address);
                v4.CopyTo(nat64[12..]);
                v4.CopyTo(mapped[12..]);
                v4.CopyTo(local[12..]);
                v4.CopyTo(sixToFour[2..]);
                var verdict = Allows(v4);
                if (verdict != Allows(nat64) || Allows(mapped) || Allows(local) || Allows(sixToFour))
                {
                    Assert.Fail($"{new IPAddress(v4)} is {verdict} by itself; NAT64 {Allows(nat64)}, mapped {Allows(mapped)}, local NAT64 {Allows(local)}, 6to4 {Allows(sixToFour)}.");
                }

                allowed += verdict ? 1 : 0;
            }
        }

        return allowed;
    }

    private static bool Allows(ReadOnlySpan<byte> bytes) => Policy.IsAllowed(new IPAddress(bytes), 443);
}
