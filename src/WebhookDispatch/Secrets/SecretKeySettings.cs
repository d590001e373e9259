using System.Text.Json.Serialization;

namespace WebhookDispatch.Secrets;

/// <summary>A key in configuration, under <c>WebhookDispatch:Secrets:Keys</c>. Take it from a secret store or the environment, never from a file in source control.</summary>
public sealed class SecretKeySettings
{
    /// <summary>The key's name: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>. Never give it to another key.</summary>
    public string Id { get; set; } = "";

    /// <summary>32 random bytes in base64, as <c>openssl rand -base64 32</c> prints them.</summary>
    [JsonIgnore]
    public string Key { get; set; } = "";
}
