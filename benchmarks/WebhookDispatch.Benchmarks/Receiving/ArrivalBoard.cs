using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace WebhookDispatch.Benchmarks.Receiving;

/// <summary>When events reached the receiver, in memory that it shares with the sender: both read the same monotonic clock.</summary>
internal sealed class ArrivalBoard : IDisposable
{
    private const int Places = 1 << 20;
    private const string Prefix = "arrival-";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _times;

    public ArrivalBoard(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _file = MemoryMappedFile.CreateFromFile(file, null, (long)Places * sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _times = _file.CreateViewAccessor();
    }

    /// <summary>Makes place for an event; its number is of no other event of the run.</summary>
    /// <returns>The id to give it.</returns>
    public string Expect(int number)
    {
        _times.Write(Offset(number), 0L);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");
    }

    /// <summary>Notes the arrival of an event that is expected.</summary>
    public void Note(string? eventId, long timestamp)
    {
        if (eventId is not null && eventId.StartsWith(Prefix, StringComparison.Ordinal))
        {
            _times.Write(Offset(int.Parse(eventId.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture)), timestamp);
        }
    }

    /// <summary>The timestamp of an event's arrival; 0 when it has not come.</summary>
    public long Read(int number) => _times.ReadInt64(Offset(number));

    public void Dispose()
    {
        _times.Dispose();
        _file.Dispose();
    }

    private static long Offset(int number) => (long)(number % Places) * sizeof(long);
}
