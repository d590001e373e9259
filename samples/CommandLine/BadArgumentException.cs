namespace CommandLine;

/// <summary>The command line cannot be carried out as it was given. The message says what to change, and never holds a secret.</summary>
internal sealed class BadArgumentException(string message) : Exception(message);
