namespace WebhookDispatch.WireMock.Tests.Server;

/// <summary>The status line at once, the body in so many chunks over so many milliseconds.</summary>
public sealed record ChunkedDribbleDelay(int NumberOfChunks, int TotalDuration);
