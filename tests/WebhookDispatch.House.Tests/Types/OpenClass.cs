namespace WebhookDispatch.House.Tests.Types;

/// <summary>A class that somebody forgot to seal.</summary>
public class OpenClass;
