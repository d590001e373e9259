namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Names of fields as the sender wrote them: <c>data.lines[2].amount</c>.</summary>
internal static class FieldPath
{
    public static string Join(string path, string name) => path.Length == 0 || name.Length == 0 ? path + name : $"{path}.{name}";

    public static string Index(string path, int index) => $"{path}[{index}]";

    /// <summary>Of a path such as <c>$.data.amount</c>.</summary>
    public static string OfJsonPath(string? path) => path is null || path == "$" ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
}
