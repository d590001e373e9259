namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>A sender that names everything in headers (GitHub, Shopify), so that the body need not be JSON.</summary>
internal sealed class HeaderProfile(string? answeredType = null) : SenderProfile
{
    public override EventNames Name(in NamingRequest request) => new(request.Proof.Id, request.Header(request.Proof.Scheme?.TypeHeader));

    public override ImmediateAnswer? Answer(string? type, in NamingRequest request) =>
        answeredType is not null && type == answeredType ? ImmediateAnswer.Empty : null;
}
