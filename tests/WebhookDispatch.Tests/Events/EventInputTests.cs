using WebhookDispatch.Events;
using WebhookDispatch.Signing;

namespace WebhookDispatch.Tests.Events;

/// <summary>What may not be an event.</summary>
public sealed class EventInputTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("invoice.paid")]
    [InlineData("A-z_0.9")]
    public void These_are_types(string type) => Assert.Equal(type, WebhookEvent.FromBytes(type, []).Type);

    [Theory]
    [InlineData("", "''")]
    [InlineData(".", "'.'")]
    [InlineData("invoice.", "'invoice.'")]
    [InlineData(".paid", "'.paid'")]
    [InlineData("invoice..paid", "'invoice..paid'")]
    [InlineData("invoice paid", "'invoice paid'")]
    [InlineData("invoice/paid", "'invoice/paid'")]
    [InlineData("größe", "'größe'")]
    [InlineData("a\r\nX-Evil: 1", "'a??X-Evil: 1'")]
    public void A_type_that_is_none_is_refused(string type, string shown)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(type), () => WebhookEvent.FromBytes(type, []));

        Assert.StartsWith(
            $"{shown} is not an event type. Use 1 to 128 characters: names of A-Z a-z 0-9 _ - joined by single dots, such as 'invoice.paid'.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "''")]
    [InlineData("evt.1", "'evt.1'")]
    [InlineData("evt 1", "'evt 1'")]
    [InlineData("evt\n1", "'evt?1'")]
    [InlineData("évt", "'évt'")]
    public void An_id_that_is_none_is_refused(string id, string shown)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(id), () => WebhookEvent.FromBytes("a", [], id: id));

        Assert.StartsWith(
            $"{shown} is not an event id. Use 1 to 256 visible ASCII characters without a dot, such as 'evt_0198c2a4', or leave it out to have one made.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(128, 256, true)]
    [InlineData(129, 1, false)]
    [InlineData(1, 257, false)]
    public void Types_and_ids_have_a_limit(int typeLength, int idLength, bool isValid)
    {
        var refusal = Record.Exception(() => WebhookEvent.FromBytes(new string('a', typeLength), [], id: new string('b', idLength)));

        Assert.Equal(isValid, refusal is null);
        Assert.True(isValid || refusal is ArgumentException { Message.Length: < 300 });
    }

    [Fact]
    public void Every_id_that_is_accepted_can_be_signed()
    {
        var id = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c != '.'));

        var webhookEvent = WebhookEvent.FromBytes("a", [], id: id);

        Assert.NotEmpty(new WebhookSigner(WebhookScheme.Standard, WebhookSecret.Generate()).Sign(webhookEvent.Id, 1, webhookEvent.Body.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("json")]
    [InlineData("application/json\r\nX-Evil: 1")]
    [InlineData("application/json, text/plain")]
    [InlineData("text/plain; note=\"größe\"")]
    [InlineData("text/plain; note=\"a\u0001b\"")]
    public void A_content_type_that_is_none_is_refused(string contentType)
    {
        var refusal = Assert.Throws<ArgumentException>(nameof(contentType), () => WebhookEvent.FromBytes("a", [], contentType));

        Assert.StartsWith(
            "The content type is not a media type. Give one such as 'application/json' or 'text/plain; charset=utf-8'.",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        Assert.Throws<ArgumentNullException>("type", () => WebhookEvent.FromBytes(null!, []));
        Assert.Throws<ArgumentNullException>("contentType", () => WebhookEvent.FromBytes("a", [], null!));
        Assert.Throws<ArgumentNullException>("type", () => WebhookEvent.Create(null!, 1, WebhookEventTests.EventsJson.Default.Int32));
        Assert.Throws<ArgumentNullException>("dataTypeInfo", () => WebhookEvent.Create("a", 1, dataTypeInfo: null!));
    }
}
