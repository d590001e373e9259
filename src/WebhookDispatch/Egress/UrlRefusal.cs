namespace WebhookDispatch.Egress;

/// <summary>Why a URL is refused.</summary>
internal enum UrlRefusal
{
    None,
    TooLong,
    ForbiddenCharacter,
    NotAbsolute,
    Scheme,
    UserInfo,
    Fragment,
    MalformedHost,
    MalformedPort,
    NonCanonicalAddress,
    ForbiddenAddress,
    SingleLabel,
    ReservedName,
    Port,
}
