using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Verifying;

public sealed class TimingTests
{
    private const int Rounds = 30;

    [Fact]
    public async Task A_sender_that_is_not_known_costs_as_much_as_one_that_signs_wrongly()
    {
        // Long enough for the MAC to be nearly all of the time, so that leaving it out would show a hundredfold.
        var request = SignedRequest.Of(WebhookScheme.Standard, new byte[1024 * 1024], secret: WebhookSecret.Generate());
        var settings = new VerifierSettings(TimeSpan.FromMinutes(5), 2 * 1024 * 1024, new TestClock(), NullLogger.Instance);

        var wrong = await FastestAsync([SignedRequest.Secret]);
        var unknown = await FastestAsync([]);

        Assert.InRange(unknown / wrong, 0.2, 5);

        async Task<double> FastestAsync(IReadOnlyList<WebhookSecret> secrets)
        {
            var verifier = new ReloadingVerifier(new SchemeSecrets(WebhookScheme.Standard, _ => new(secrets)), settings);
            var context = new DefaultHttpContext();
            foreach (var (header, value) in request.Headers)
            {
                context.Request.Headers[header] = value;
            }

            var fastest = double.MaxValue;
            for (var round = 0; round < Rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                var proof = await verifier.VerifyAsync(context, request.Body);
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                Assert.Equal((WebhookVerificationResult.SignatureMismatch, secrets.Count == 0), (proof.Reason, proof.IsUnknownSender));
            }

            return fastest;
        }
    }
}
