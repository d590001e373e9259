using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using WebhookDispatch.Attempts;
using WebhookDispatch.TestKit;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests.Attempts;

public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset Now = new TestClock().GetUtcNow();

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", 0)]
    [InlineData(" 120 ", 120)]
    [InlineData("\t7\t", 7)]
    [InlineData("007", 7)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("Fri, 02 Jan 2026 03:04:35 GMT", 30)]
    [InlineData("Fri, 02 Jan 2026 03:04:05 GMT", 0)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
    [InlineData("Mon, 02 Feb 2037 03:04:05 GMT", 349_833_600)]
    [FaultRow(51, 55)]
    public void Seconds_and_dates_are_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfterHeader.Parse(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("+120")]
    [InlineData("0x10")]
    [InlineData("abc")]
    [InlineData("120, 240")]
    [InlineData("120;")]
    [InlineData("1 2")]
    [InlineData("١٢٠")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-01-02T03:04:35Z")]
    [InlineData("Sat, 02 Jan 2026 03:04:35 GMT")]
    [FaultRow(52, 53)]
    public void Junk_is_no_wish(string? text) => Assert.Null(RetryAfterHeader.Parse(text, Now));

    [Fact]
    public void Any_number_of_seconds_is_read_back() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seconds => RetryAfterHeader.Parse(seconds.ToString(CultureInfo.InvariantCulture), Now) == TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Any_date_to_come_is_read_as_the_time_until_then() =>
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seconds => RetryAfterHeader.Parse((Now + TimeSpan.FromSeconds(seconds)).ToString("r", CultureInfo.InvariantCulture), Now) == TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void No_text_throws_or_is_read_as_a_negative_wish() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                Gen.OneOf(
                    ArbMap.Default.GeneratorFor<string>(),
                    Gen.ArrayOf(Gen.Elements("0", "9", "2147483647", "-", "+", ".", " ", "\0", "e", "Fri, ", "02 Jan 9999 ", "23:59:59 GMT")).Select(string.Concat)).ToArbitrary(),
                text => RetryAfterHeader.Parse(text, DateTimeOffset.MinValue) is null or { Ticks: >= 0 }));

    [Theory]
    [InlineData("Retry-After: 120\r\nRetry-After: 240\r\n", 240)]
    [InlineData("Retry-After: 240\r\nRetry-After: 120\r\n", 240)]
    [InlineData("Retry-After: soon\r\nRetry-After: 30\r\n", 30)]
    [InlineData("retry-after:9\r\n", 9)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("", null)]
    [FaultRow(54)]
    public async Task Of_several_headers_the_largest_counts(string headers, int? seconds)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 503 Busy\r\n{headers}Content-Length: 0\r\n\r\n");

        var attempt = await Attempted.OnceAsync(server.Url);

        Assert.Equal(seconds, attempt.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData("2147483648", true)]
    [InlineData("99999999999999999999", true)]
    [InlineData("2147483647", false)]
    [InlineData("abc", false)]
    [FaultRow(53)]
    public async Task A_wish_that_no_number_holds_is_ignored_and_logged(string text, bool logged)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 429 Busy\r\nRetry-After: {text}\r\nContent-Length: 0\r\n\r\n");
        await using var host = new SenderHost(options => options.Retries.MaxRetries = 0);

        var attempt = Assert.Single((await host.Sender.SendAsync(Some.Endpoint(server.Url), Some.Event(), TestContext.Current.CancellationToken)).Attempts);

        Assert.Equal(("http_429", text == "2147483647"), (attempt.Outcome, attempt.RetryAfter is not null));
        Assert.Equal(logged, host.Logs.Lines.Any(line => line.Id == 1007 && line.Text.StartsWith("Endpoint acme asked by Retry-After for more seconds than", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_receiver_that_accepts_has_no_wish()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");

        Assert.Null((await Attempted.OnceAsync(server.Url)).RetryAfter);
    }
}
