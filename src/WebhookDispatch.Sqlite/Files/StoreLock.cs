using WebhookDispatch.Stores;

namespace WebhookDispatch.Sqlite.Files;

/// <summary>
/// Keeps a second process out, by the operating system's lock on a file beside the database. The lock ends with the
/// process, however it ends; the file stays, because a lock on a file that is removed excludes nobody.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreUnavailableException">Another process holds it, or the file cannot be made.</exception>
    internal static StoreLock Take(string databasePath)
    {
        try
        {
            return new StoreLock(new FileStream(databasePath + ".lock", Settings(FileMode.OpenOrCreate)));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new StoreUnavailableException(
                StoreTrouble.InUse,
                $"'{databasePath}' is used by another process or another store of this one. Only one may use it: stop the other, give this one its own file, or use a store made for several processes.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                StoreTrouble.Unreachable,
                $"'{databasePath}.lock' cannot be made: {exception.Message} Create the directory, or let this process write to it.",
                exception);
        }
    }

    /// <summary>Makes the database file readable by its owner alone: endpoints' secrets are in it. SQLite gives its other files the same rights.</summary>
    internal static void CreateFileIfMissing(string databasePath)
    {
        if (!File.Exists(databasePath))
        {
            new FileStream(databasePath, Settings(FileMode.OpenOrCreate)).Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStreamOptions Settings(FileMode mode)
    {
        var settings = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return settings;
    }

    // Sharing violations: of Windows, EWOULDBLOCK of Linux, EWOULDBLOCK of macOS and the BSDs.
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
