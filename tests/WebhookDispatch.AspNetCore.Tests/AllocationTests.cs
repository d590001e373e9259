using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookDispatch.AspNetCore.Requests;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests;

/// <summary>Verification makes no garbage: a forger costs arithmetic and a pooled buffer.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;
    private const int Batches = 2000;

    [Theory]
    [InlineData("standard")]
    [InlineData("github")]
    [InlineData("stripe")]
    public void Verifying_a_kibibyte_allocates_nothing(string name)
    {
        Assert.True(WebhookScheme.TryGet(name, out var scheme));
        var secret = scheme.IsKeyedByText ? WebhookSecret.FromText("a text") : SignedRequest.Secret;
        var request = SignedRequest.Of(scheme, new byte[1024], secret: secret);
        var settings = new VerifierSettings(TimeSpan.FromMinutes(5), 2048, new TestClock(), NullLogger.Instance);
        var verifiers = new VerifierSet([new FixedVerifier(settings.Create(scheme, secret), secret)]);
        var context = new DefaultHttpContext();
        foreach (var (header, value) in request.Headers)
        {
            context.Request.Headers[header] = value;
        }

        Assert.True(Verify());
        Assert.Equal(0, LowestPerCall(Verify));

        bool Verify()
        {
            var verified = verifiers.VerifyAsync(context, request.Body);
            return verified.IsCompletedSuccessfully && verified.Result.IsValid;
        }
    }

    [Fact]
    public void Collecting_a_body_allocates_nothing_but_its_collector_once_the_pool_is_warm()
    {
        var piece = new byte[1024];

        Assert.InRange(LowestPerCall(Collect), 0, 64);

        bool Collect()
        {
            using var collector = new BodyCollector(2048);
            return collector.Take(piece);
        }
    }

    /// <summary>The lowest of many batches: until the runtime has optimised its own generic code, that code boxes.</summary>
    private static double LowestPerCall(Func<bool> call)
    {
        var lowest = double.MaxValue;
        for (var batch = 0; batch < Batches && lowest > 0; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
            {
                call();
            }

            lowest = Math.Min(lowest, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rounds);
        }

        return lowest;
    }
}
