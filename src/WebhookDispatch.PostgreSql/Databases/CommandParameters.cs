using Npgsql;
using NpgsqlTypes;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Adds parameters by position. Each names its type: a prepared statement and a null need one.</summary>
internal static class CommandParameters
{
    internal static NpgsqlCommand Text(this NpgsqlCommand command, string? value) => command.Add(NpgsqlDbType.Text, value);

    internal static NpgsqlCommand Bytes(this NpgsqlCommand command, ReadOnlyMemory<byte> value) => command.Add(NpgsqlDbType.Bytea, value);

    internal static NpgsqlCommand Bool(this NpgsqlCommand command, bool value) => command.Add(NpgsqlDbType.Boolean, value);

    internal static NpgsqlCommand Int(this NpgsqlCommand command, int value) => command.Add(NpgsqlDbType.Integer, value);

    internal static NpgsqlCommand Long(this NpgsqlCommand command, long value) => command.Add(NpgsqlDbType.Bigint, value);

    internal static NpgsqlCommand Long(this NpgsqlCommand command, long? value) =>
        value is { } given ? command.Long(given) : command.Null(NpgsqlDbType.Bigint);

    internal static NpgsqlCommand Small(this NpgsqlCommand command, short? value) =>
        value is { } given ? command.Add(NpgsqlDbType.Smallint, given) : command.Null(NpgsqlDbType.Smallint);

    internal static NpgsqlCommand Instant(this NpgsqlCommand command, DateTimeOffset? value) =>
        value is { } given ? command.Add(NpgsqlDbType.TimestampTz, given.UtcDateTime) : command.Null(NpgsqlDbType.TimestampTz);

    internal static NpgsqlCommand Texts(this NpgsqlCommand command, string?[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    internal static NpgsqlCommand Bodies(this NpgsqlCommand command, byte[][] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    internal static NpgsqlCommand Bools(this NpgsqlCommand command, bool[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Boolean, values);

    internal static NpgsqlCommand Smalls(this NpgsqlCommand command, short[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Smallint, values);

    internal static NpgsqlCommand Ints(this NpgsqlCommand command, int[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlCommand Ints(this NpgsqlCommand command, int?[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlCommand Longs(this NpgsqlCommand command, long[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlCommand Longs(this NpgsqlCommand command, long?[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlCommand Instants(this NpgsqlCommand command, DateTime?[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values);

    internal static NpgsqlCommand Instants(this NpgsqlCommand command, DateTime[] values) => command.Add(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values);

    private static NpgsqlCommand Add<T>(this NpgsqlCommand command, NpgsqlDbType type, T value)
    {
        if (value is null)
        {
            return command.Null(type);
        }

        command.Parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
        return command;
    }

    private static NpgsqlCommand Null(this NpgsqlCommand command, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        return command;
    }
}
