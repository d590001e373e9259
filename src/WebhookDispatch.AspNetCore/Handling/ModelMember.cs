using System.Text.Json;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>Moves a reader to the part of a body that a handler takes, and over the rest, which has to be JSON too.</summary>
internal static class ModelMember
{
    /// <returns>Whether the object at the top has the member; the reader stands on its value.</returns>
    public static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> member)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = JsonBytes.IsNamed(ref reader, member);
            reader.Read();
            if (isWanted)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    public static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }
}
