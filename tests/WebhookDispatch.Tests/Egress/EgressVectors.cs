using System.Text.Json;

namespace WebhookDispatch.Tests.Egress;

/// <summary>The cases of Vectors/egress.json.</summary>
internal static class EgressVectors
{
    private static readonly Dictionary<string, JsonElement> ById = Read("egress.json")
        .GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!);

    public static IReadOnlyCollection<string> AllIds => ById.Keys;

    public static JsonElement Case(string id) => ById[id];

    public static bool Allows(string id) => Text(id, "verdict") switch
    {
        "allow" => true,
        "deny" => false,
        var other => throw new InvalidDataException(other),
    };

    public static string Text(string id, string field) => ById[id].GetProperty(field).GetString()!;

    public static string[] Texts(string id, string field) => [.. ById[id].GetProperty(field).EnumerateArray().Select(e => e.GetString()!)];

    public static TheoryData<string> OfKind(string kind) =>
        [.. ById.Where(c => c.Value.GetProperty("kind").GetString() == kind).Select(c => c.Key)];

    public static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file))).RootElement;
}
