using System.Threading.Channels;

namespace WebhookDispatch.TestKit.Programs;

/// <summary>The lines a program writes to one of its streams, as they come.</summary>
public sealed class ProgramLines
{
    private readonly Channel<string> _arriving = Channel.CreateUnbounded<string>();
    private readonly List<string> _read = [];
    private readonly Task _pump;

    /// <param name="stream">What it writes to.</param>
    /// <param name="look">Is shown each line.</param>
    public ProgramLines(TextReader stream, Action<string>? look) => _pump = PumpAsync(stream, look);

    /// <summary>The next line that nobody has waited for.</summary>
    public async Task<string> NextAsync()
    {
        var line = await _arriving.Reader.ReadAsync();
        _read.Add(line);
        return line;
    }

    /// <summary>The next line; <see langword="null"/> once the program has closed the stream.</summary>
    public async Task<string?> NextOrEndAsync() => await _arriving.Reader.WaitToReadAsync() ? await NextAsync() : null;

    /// <summary>The next line that holds this text.</summary>
    public async Task<string> FindAsync(string part)
    {
        try
        {
            while (true)
            {
                var line = await NextAsync();
                if (line.Contains(part, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The program ended without a line that holds '{part}'. It wrote:\n{string.Join('\n', _read)}");
        }
    }

    /// <summary>All lines, once the program has closed the stream.</summary>
    public async Task<IReadOnlyList<string>> AllAsync()
    {
        await _pump;
        while (_arriving.Reader.TryRead(out var line))
        {
            _read.Add(line);
        }

        return _read;
    }

    private async Task PumpAsync(TextReader stream, Action<string>? look)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            look?.Invoke(line);
            _arriving.Writer.TryWrite(line);
        }

        _arriving.Writer.Complete();
    }
}
