namespace WebhookDispatch.Secrets;

/// <summary>Reads keys from options and from the key file, and finds every fault in them.</summary>
internal static class SecretKeyReader
{
    /// <returns>The keys, current first, or what is wrong. No fault shows a key.</returns>
    internal static (IReadOnlyList<SecretKey> Keys, IReadOnlyList<string> Errors) Read(SecretsOptions options)
    {
        List<SecretKey> keys = [];
        List<string> errors = [];
        for (var i = 0; i < options.Keys.Count; i++)
        {
            Add($"Secrets.Keys[{i}]", options.Keys[i]?.Id, options.Keys[i]?.Key);
        }

        foreach (var (line, number) in ReadFile(options.KeyFile, errors).Select((line, index) => (line.Trim(), index + 1)))
        {
            if (line.Length > 0 && !line.StartsWith('#'))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                Add($"Secrets.KeyFile, line {number}", colon < 0 ? null : line[..colon], line[(colon + 1)..]);
            }
        }

        errors.AddRange(FindTwins(keys));
        if (errors.Count == 0 && options.KeyFile is not null && keys.Count == options.Keys.Count)
        {
            errors.Add($"Secrets.KeyFile '{options.KeyFile}' holds no key; write one a line, 'id:base64'.");
        }

        return (keys, errors);

        void Add(string where, string? id, string? base64)
        {
            var bytes = SecretKey.Decode(base64?.Trim());
            if (SecretKey.FindError(id, bytes?.Length) is { } error)
            {
                errors.Add($"{where}: {error}");
            }
            else
            {
                keys.Add(SecretKey.FromBytes(id!, bytes));
            }
        }
    }

    internal static IEnumerable<string> FindTwins(IEnumerable<SecretKey> keys) =>
        keys.GroupBy(key => key.Id, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"Secrets.Keys: '{same.Key}' is the id of {same.Count()} keys; give each key an id of its own.");

    /// <summary>Whether others than its owner and group may read the file with the keys. Not asked on Windows, where rights are inherited lists.</summary>
    internal static bool IsReadableByOthers(string path)
    {
        try
        {
            return !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has gone since it was read.
            return false;
        }
    }

    private static string[] ReadFile(string? path, List<string> errors)
    {
        try
        {
            return path is null ? [] : File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"Secrets.KeyFile '{path}' cannot be read: {exception.Message}");
            return [];
        }
    }
}
