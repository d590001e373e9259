namespace WebhookDispatch.Signing.Tests;

/// <summary>The hot paths make no garbage.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;
    private const int Batches = 2000;
    private static readonly byte[] Kibibyte = new byte[1024];

    [Fact]
    public void Signing_allocates_the_header_and_nothing_else()
    {
        Assert.All(Secrets.AllSchemes, scheme =>
        {
            var signer = new WebhookSigner(scheme, Secrets.Golden, Secrets.Number(1));
            var header = StringBytes(signer.Sign("evt_1", TestRequest.Now, Kibibyte).Length);

            var perCall = MeasurePerCall(() => signer.Sign("evt_1", TestRequest.Now, Kibibyte), header);

            Assert.Equal(header, perCall);
        });
    }

    [Fact]
    public void Verifying_allocates_nothing()
    {
        Assert.All(Secrets.AllSchemes, scheme =>
        {
            var request = TestRequest.Sign(scheme, "evt_1", TestRequest.Now, Kibibyte, Secrets.Golden);
            var verifier = new WebhookVerifier(new WebhookVerifierOptions().Accept(scheme, Secrets.Number(1), Secrets.Golden), new TestClock(TestRequest.Now));
            var headers = new RequestHeaders(request);
            Assert.True(verifier.Verify(headers, Kibibyte).IsValid);

            Assert.Equal(0, MeasurePerCall(() => verifier.Verify(headers, Kibibyte), goal: 0));
        });
    }

    /// <summary>The lowest of many batches: until the runtime has optimised its own generic code, that code boxes.</summary>
    private static double MeasurePerCall<T>(Func<T> call, double goal)
    {
        var lowest = double.MaxValue;
        for (var batch = 0; batch < Batches && lowest > goal; batch++)
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

    /// <summary>Object header, method table, length, characters and the closing NUL, rounded up to 8.</summary>
    private static int StringBytes(int length) => (8 + 8 + 4 + (2 * (length + 1)) + 7) / 8 * 8;

    private readonly struct RequestHeaders(TestRequest request) : IWebhookHeaders
    {
        public HeaderPresence Find(string name, out string value)
        {
            value = name == request.Scheme.SignatureHeader ? request.Signature
                : name == request.Scheme.IdHeader ? request.Id
                : name == request.Scheme.TimestampHeader ? request.Timestamp
                : "";
            return value.Length == 0 ? HeaderPresence.Absent : HeaderPresence.Single;
        }
    }
}
