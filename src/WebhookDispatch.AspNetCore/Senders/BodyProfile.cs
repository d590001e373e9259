namespace WebhookDispatch.AspNetCore.Senders;

/// <summary>A sender that names the type in the body, and the id there too unless the verification found one (Standard Webhooks, Svix, Stripe, in-house senders).</summary>
internal sealed class BodyProfile : SenderProfile
{
    public override EventNames Name(in NamingRequest request)
    {
        if (!request.WantsType && (!request.WantsId || request.Proof.Id is not null))
        {
            return new EventNames(request.Proof.Id, null);
        }

        // An id that is not wanted is not made into text.
        var (id, type) = JsonMembers.Read(request.Body.Span, request.MaxJsonDepth, request.WantsId && request.Proof.Id is null ? "id"u8 : default, "type"u8);
        return new EventNames(request.Proof.Id ?? id, type);
    }
}
