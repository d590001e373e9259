using System.Text;

namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>Slack's Events API: the event is in an envelope, and the URL is verified by a challenge that is signed as events are.</summary>
internal sealed class SlackProfile : SenderProfile
{
    private const string Challenge = "url_verification";

    public override EventNames Name(in NamingRequest request)
    {
        var (id, type) = JsonMembers.Read(request.Body.Span, request.MaxJsonDepth, "event_id"u8, "type"u8);
        return new EventNames(id, type == "event_callback" ? JsonMembers.ReadWithin(request.Body.Span, request.MaxJsonDepth, "event"u8, "type"u8, "subtype"u8).First ?? type : type);
    }

    public override ImmediateAnswer? Answer(string? type, in NamingRequest request) =>
        type == Challenge && JsonMembers.Read(request.Body.Span, request.MaxJsonDepth, "challenge"u8, "type"u8).First is { } challenge
            ? new ImmediateAnswer("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(challenge))
            : null;
}
