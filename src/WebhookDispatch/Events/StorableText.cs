using System.Buffers;
using System.Text;

namespace WebhookDispatch.Events;

/// <summary>Which text every store can keep. A database that refuses some would take the caller's transaction with it.</summary>
internal static class StorableText
{
    /// <summary>Whether it holds neither U+0000 nor half of a surrogate pair.</summary>
    internal static bool Is(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }
}
