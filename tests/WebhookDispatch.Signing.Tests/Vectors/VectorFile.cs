using System.Text.Json;

namespace WebhookDispatch.Signing.Tests.Vectors;

internal static class VectorFile
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", "signing.json"))).RootElement;

    public static SigningCase[] Positive { get; } = Read("positive");

    public static SigningCase[] Negative { get; } = Read("negative");

    public static JsonElement[] SecretParse { get; } = [.. Root.GetProperty("secret_parse").EnumerateArray()];

    public static SigningCase Find(string name) => Positive.Concat(Negative).Single(item => item.Name == name);

    private static SigningCase[] Read(string section) =>
        [.. Root.GetProperty(section).EnumerateArray().Select(json => new SigningCase(json))];
}
