namespace WebhookDispatch.Signing;

/// <summary>How the 32 bytes of a MAC are written into a header.</summary>
internal enum MacEncoding
{
    Base64,
    HexLower,
}
