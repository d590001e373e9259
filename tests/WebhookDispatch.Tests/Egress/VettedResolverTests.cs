using System.Net;
using WebhookDispatch.Egress;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.Tests.Egress;

public sealed class VettedResolverTests
{
    public static TheoryData<string> Vectors => EgressVectors.OfKind("dns");

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task An_answer_gets_the_verdict_of_its_case(string id)
    {
        var rebinds = EgressVectors.Case(id).TryGetProperty("second_answers", out _);
        var answers = EgressVectors.Texts(id, "answers");
        var names = new ScriptedResolver(rebinds ? [answers, EgressVectors.Texts(id, "second_answers")] : [answers]);
        var resolver = Resolver(new EgressOptions(), names);
        var url = UrlRules.Check(EgressVectors.Text(id, "url"), new EgressOptions(), new AddressPolicy(new EgressOptions())).Target!;

        if (rebinds)
        {
            await resolver.ResolveAsync(url.IdnHost, url.Port, TestContext.Current.CancellationToken);
        }

        var vetted = async () => await resolver.ResolveAsync(url.IdnHost, url.Port, TestContext.Current.CancellationToken);

        if (EgressVectors.Allows(id))
        {
            Assert.Equal(answers.Select(IPAddress.Parse), await vetted());
        }
        else
        {
            await Assert.ThrowsAsync<BlockedAddressException>(vetted);
        }

        Assert.All(names.Asked, host => Assert.Equal(url.IdnHost, host));
        Assert.Equal(rebinds ? 2 : 1, names.Asked.Count);
    }

    [Fact]
    public async Task Every_answer_is_checked_however_few_are_dialled()
    {
        var options = new EgressOptions { MaxConnectTries = 1 };
        var resolver = Resolver(options, new ScriptedResolver(["93.184.216.34", "93.184.216.35", "93.184.216.36", "10.0.0.5"]));

        await Assert.ThrowsAsync<BlockedAddressException>(async () => await resolver.ResolveAsync("hooks.example.com", 443, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("a.localhost")]
    public async Task A_literal_or_localhost_is_decided_without_asking_a_name_server(string host)
    {
        var names = new ScriptedResolver(["93.184.216.34"]);

        await Assert.ThrowsAsync<BlockedAddressException>(async () => await Resolver(new EgressOptions(), names).ResolveAsync(host, 443, TestContext.Current.CancellationToken));

        Assert.Empty(names.Asked);
    }

    [Fact]
    public async Task An_own_address_in_an_answer_is_refused()
    {
        var resolver = Resolver(new EgressOptions { OwnAddresses = { "93.184.216.34" } }, new ScriptedResolver(["93.184.216.34"]));

        await Assert.ThrowsAsync<BlockedAddressException>(async () => await resolver.ResolveAsync("hooks.example.com", 443, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refusal_tells_tenants_one_word_and_the_operator_everything()
    {
        var resolver = Resolver(new EgressOptions(), new ScriptedResolver(["10.1.2.3"]));

        var blocked = await Assert.ThrowsAsync<BlockedAddressException>(async () => await resolver.ResolveAsync("hooks.example.com", 443, TestContext.Current.CancellationToken));

        Assert.Equal("blocked_address", blocked.Message);
        Assert.DoesNotContain("10.1.2.3", blocked.ToString(), StringComparison.Ordinal);
        Assert.Equal("\"hooks.example.com\" leads to 10.1.2.3, port 443, which the address policy refuses.", blocked.OperatorDetail);
    }

    [Fact]
    public async Task A_name_without_an_address_is_a_failed_resolution()
    {
        var failed = await Assert.ThrowsAsync<NameResolutionFailedException>(async () => await Resolver(new EgressOptions(), new ScriptedResolver([[]])).ResolveAsync("hooks.example.com", 443, TestContext.Current.CancellationToken));

        Assert.Equal("dns_error", failed.Message);
        Assert.Contains("hooks.example.com", failed.OperatorDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_system_resolver_cannot_read_is_a_failed_resolution()
    {
        var resolver = Resolver(new EgressOptions(), new SystemNameResolver());

        var failed = await Assert.ThrowsAsync<NameResolutionFailedException>(async () => await resolver.ResolveAsync(new string('a', 300), 443, TestContext.Current.CancellationToken));

        Assert.NotNull(failed.InnerException);
    }

    [Fact]
    public async Task The_system_resolver_knows_this_machine() =>
        Assert.Contains(await new SystemNameResolver().ResolveAsync("localhost", TestContext.Current.CancellationToken), IPAddress.IsLoopback);

    [Fact]
    public async Task A_lookup_ends_when_its_budget_is_spent()
    {
        var clock = new TestClock();
        var silent = new SilentResolver();
        var resolver = new VettedResolver(new EgressOptions { ResolveTimeout = TimeSpan.FromSeconds(3) }, new AddressPolicy(new EgressOptions()), silent, clock);

        var lookup = resolver.ResolveAsync("hooks.example.com", 443, TestContext.Current.CancellationToken).AsTask();
        clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.False(lookup.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        // The bound only keeps a resolver without a budget from hanging the run.
        var failed = await Assert.ThrowsAsync<NameResolutionFailedException>(() => lookup.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Null(failed.InnerException);
        Assert.Contains("00:00:03", failed.OperatorDetail, StringComparison.Ordinal);
        Assert.True(silent.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_lookup_is_cancelled_and_not_failed()
    {
        using var cancel = new CancellationTokenSource();
        var resolver = Resolver(new EgressOptions(), new SilentResolver());

        var lookup = resolver.ResolveAsync("hooks.example.com", 443, cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lookup);
    }

    private static VettedResolver Resolver(EgressOptions options, INameResolver names) =>
        new(options, new AddressPolicy(options), names, TimeProvider.System);

    private sealed class SilentResolver : INameResolver
    {
        public CancellationToken Token { get; private set; }

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Token = cancellationToken;
            return new TaskCompletionSource<IPAddress[]>().Task;
        }
    }
}
