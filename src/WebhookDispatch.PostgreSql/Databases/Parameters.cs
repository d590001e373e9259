using Npgsql;
using NpgsqlTypes;

namespace WebhookDispatch.PostgreSql.Databases;

/// <summary>Adds parameters by position. Each names its type: a prepared statement and a null need one.</summary>
internal static class Parameters
{
    internal static NpgsqlParameterCollection Text(this NpgsqlParameterCollection parameters, string? value) => parameters.Add(NpgsqlDbType.Text, value);

    internal static NpgsqlParameterCollection Bytes(this NpgsqlParameterCollection parameters, ReadOnlyMemory<byte> value) => parameters.Add(NpgsqlDbType.Bytea, value);

    internal static NpgsqlParameterCollection Bool(this NpgsqlParameterCollection parameters, bool value) => parameters.Add(NpgsqlDbType.Boolean, value);

    internal static NpgsqlParameterCollection Int(this NpgsqlParameterCollection parameters, int value) => parameters.Add(NpgsqlDbType.Integer, value);

    internal static NpgsqlParameterCollection Long(this NpgsqlParameterCollection parameters, long value) => parameters.Add(NpgsqlDbType.Bigint, value);

    internal static NpgsqlParameterCollection Long(this NpgsqlParameterCollection parameters, long? value) =>
        value is { } given ? parameters.Long(given) : parameters.Null(NpgsqlDbType.Bigint);

    internal static NpgsqlParameterCollection Small(this NpgsqlParameterCollection parameters, short? value) =>
        value is { } given ? parameters.Add(NpgsqlDbType.Smallint, given) : parameters.Null(NpgsqlDbType.Smallint);

    internal static NpgsqlParameterCollection Instant(this NpgsqlParameterCollection parameters, DateTimeOffset? value) =>
        value is { } given ? parameters.Add(NpgsqlDbType.TimestampTz, given.UtcDateTime) : parameters.Null(NpgsqlDbType.TimestampTz);

    internal static NpgsqlParameterCollection Texts(this NpgsqlParameterCollection parameters, string?[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    internal static NpgsqlParameterCollection Bodies(this NpgsqlParameterCollection parameters, byte[][] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    internal static NpgsqlParameterCollection Bools(this NpgsqlParameterCollection parameters, bool[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Boolean, values);

    internal static NpgsqlParameterCollection Smalls(this NpgsqlParameterCollection parameters, short[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Smallint, values);

    internal static NpgsqlParameterCollection Ints(this NpgsqlParameterCollection parameters, int[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlParameterCollection Ints(this NpgsqlParameterCollection parameters, int?[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    internal static NpgsqlParameterCollection Longs(this NpgsqlParameterCollection parameters, long[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlParameterCollection Longs(this NpgsqlParameterCollection parameters, long?[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlParameterCollection LongsOrNull(this NpgsqlParameterCollection parameters, long[]? values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    internal static NpgsqlParameterCollection Instants(this NpgsqlParameterCollection parameters, DateTime?[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values);

    internal static NpgsqlParameterCollection Instants(this NpgsqlParameterCollection parameters, DateTime[] values) => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, values);

    private static NpgsqlParameterCollection Add<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, T value)
    {
        if (value is null)
        {
            return parameters.Null(type);
        }

        parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
        return parameters;
    }

    private static NpgsqlParameterCollection Null(this NpgsqlParameterCollection parameters, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        return parameters;
    }
}
