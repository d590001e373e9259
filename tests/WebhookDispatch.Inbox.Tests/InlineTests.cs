using WebhookDispatch.PostgreSql.Tests;
using WebhookDispatch.Stores;

namespace WebhookDispatch.Inbox.Tests;

public sealed class InlineTests(SharedServer server)
{
    public static TheoryData<string> Stores => InboxStore.Kinds;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_sender_is_told_when_the_handler_has_succeeded_and_that_is_stored(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        var receipt = await inbox.ReceiveAsync(body: """{"amount":42}""");

        Assert.Equal(InboxOutcome.Processed, receipt.Outcome);
        var run = Assert.Single(handler.Runs);
        Assert.Equal((InboxUnderTest.Receiver, InboxUnderTest.Receiver, "evt_1", "invoice.paid", 1), (run.Event.Receiver, run.Event.Source, run.Event.Id, run.Event.Type, run.Attempt));
        Assert.Equal("""{"amount":42}"""u8, run.Event.Body.Span);
        Assert.Equal(DateTimeOffset.UnixEpoch, run.Event.Timestamp);
        Assert.Equal(DeliveryState.Delivered, (await inbox.HistoryAsync()).Delivery.State);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_handler_has_the_header_lines_that_came_with_an_event_and_so_has_its_history(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        await inbox.Inbox.ReceiveAsync(Received("X-Shop: caf\u00e9\nX-Try: 2"), TestContext.Current.CancellationToken);

        Assert.Equal("X-Shop: caf\u00e9\nX-Try: 2", Assert.Single(handler.Runs).Event.HeaderLines);
        Assert.Equal("X-Shop: caf\u00e9\nX-Try: 2", (await inbox.Inbox.FindAsync(InboxUnderTest.Receiver, "evt_1", TestContext.Current.CancellationToken))!.Event.HeaderLines);
    }

    [Theory]
    [InlineData("X-Shop: a\r\nX-Try: 2")]
    [InlineData("X-Shop: a\0")]
    public async Task Header_lines_that_not_every_store_can_hold_are_misuse(string lines)
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());

        await Assert.ThrowsAsync<ArgumentException>(() => inbox.Inbox.ReceiveAsync(Received(lines), TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_copy_of_what_was_handled_runs_nothing(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);
        await inbox.ReceiveAsync();

        var receipt = await inbox.ReceiveAsync();

        Assert.Equal(new InboxReceipt(InboxOutcome.Duplicate), receipt);
        Assert.Single(handler.Runs);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Two_hundred_copies_at_once_take_effect_once(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => inbox.ReceiveAsync().AsTask())));

        Assert.Single(handler.Runs);
        Assert.Single(receipts, receipt => receipt.Outcome == InboxOutcome.Processed);
        Assert.All(receipts, receipt => Assert.True(receipt.Outcome is InboxOutcome.Processed or InboxOutcome.Duplicate or InboxOutcome.InFlight));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_copy_of_what_is_being_handled_is_asked_to_come_back(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var gate = new TaskCompletionSource();
        var handler = new HandlerScript().ThenWait(gate.Task);
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);
        var first = inbox.ReceiveAsync();
        await handler.NextRunAsync();

        var copy = await inbox.ReceiveAsync();
        gate.SetResult();

        Assert.Equal(new InboxReceipt(InboxOutcome.InFlight, TimeSpan.FromSeconds(5)), copy);
        Assert.Equal(InboxOutcome.Processed, (await first).Outcome);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_handler_failed_the_next_copy_runs_again(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript().ThenThrow().ThenThrow();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        var outcomes = new List<InboxOutcome>();
        for (var i = 0; i < 4; i++)
        {
            outcomes.Add((await inbox.ReceiveAsync()).Outcome);
        }

        Assert.Equal([InboxOutcome.Failed, InboxOutcome.Failed, InboxOutcome.Processed, InboxOutcome.Duplicate], outcomes);
        Assert.Equal(3, handler.Runs.Count);
        var attempts = (await inbox.HistoryAsync()).Attempts;
        Assert.Equal(["http_500", "http_500", "delivered"], attempts.Select(recorded => recorded.Attempt.Outcome));
        Assert.Equal("InvalidOperationException: The ledger is closed.", attempts[0].Attempt.ResponseExcerpt);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task The_same_id_with_another_body_is_refused_and_logged(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);
        await inbox.ReceiveAsync(body: "{}");

        var other = await inbox.ReceiveAsync(body: """{"amount":1}""");

        Assert.Equal(InboxOutcome.Clash, other.Outcome);
        Assert.Single(handler.Runs);
        Assert.Contains(inbox.Logs.Lines, line => line.Id == 2305 && line.Text.Contains("evt_1", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Ids_are_unique_within_a_source(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        var receipts = new[] { await inbox.ReceiveAsync(source: "a"), await inbox.ReceiveAsync(source: "b"), await inbox.ReceiveAsync(source: "a") };

        Assert.Equal([InboxOutcome.Processed, InboxOutcome.Processed, InboxOutcome.Duplicate], receipts.Select(receipt => receipt.Outcome));
        Assert.Equal(["a", "b"], handler.Runs.Select(run => run.Event.Source));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_handler_says_is_what_the_sender_is_told(string kind)
    {
        using var store = await InboxStore.CreateAsync(kind, server);
        var handler = new HandlerScript().ThenReturn(InboxResult.RetryLater(TimeSpan.FromMinutes(3))).ThenReturn(InboxResult.Refuse("There is no such invoice."));
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        Assert.Equal(new InboxReceipt(InboxOutcome.RetryLater, TimeSpan.FromMinutes(3)), await inbox.ReceiveAsync("evt_1"));
        Assert.Equal(new InboxReceipt(InboxOutcome.Refused, Detail: "There is no such invoice."), await inbox.ReceiveAsync("evt_2"));
    }

    [Theory]
    [InlineData("order/7:9", "orders/create")]
    [InlineData("a.b-x41-c", "Order Created…")]
    [InlineData("-x", "..")]
    [InlineData("evt_1", null)]
    public async Task A_handler_sees_id_and_type_as_the_sender_wrote_them(string id, string? type)
    {
        using var store = InboxStore.InFile();
        var handler = new HandlerScript();
        await using var inbox = await InboxUnderTest.StartAsync(store, handler);

        Assert.Equal(InboxOutcome.Processed, (await inbox.ReceiveAsync(id, type: type)).Outcome);
        Assert.Equal(InboxOutcome.Duplicate, (await inbox.ReceiveAsync(id, type: type)).Outcome);

        var run = Assert.Single(handler.Runs);
        Assert.Equal((id, type), (run.Event.Id, run.Event.Type));
        Assert.NotNull(await inbox.Inbox.FindAsync(InboxUnderTest.Receiver, id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("", "invoice.paid")]
    [InlineData("evt_1", "")]
    public async Task What_has_no_name_is_not_stored(string id, string type)
    {
        using var store = InboxStore.InMemory();
        await using var inbox = await InboxUnderTest.StartAsync(store, new HandlerScript());

        Assert.Equal(InboxOutcome.Malformed, (await inbox.ReceiveAsync(id, type: type)).Outcome);
        Assert.Equal(InboxOutcome.Malformed, (await inbox.ReceiveAsync(new string('é', 60), type: new string('é', 60))).Outcome);
    }

    private static InboxEvent Received(string headerLines) => new()
    {
        Receiver = InboxUnderTest.Receiver,
        Id = "evt_1",
        Timestamp = DateTimeOffset.UnixEpoch,
        Body = "{}"u8.ToArray(),
        HeaderLines = headerLines,
    };
}
