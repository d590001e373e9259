namespace WebhookDispatch.Egress;

/// <summary>Why a header of an endpoint is refused.</summary>
internal enum HeaderRefusal
{
    None,
    Name,
    Reserved,
    Value,
    TooLong,
}
