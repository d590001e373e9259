namespace WebhookDispatch.House.Tests.PublicApi;

[Flags]
public enum ApiSampleKind
{
    None = 0,
    Left = 1,
    Right = 2,
}
