using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace WebhookDispatch.PostgreSql;

/// <summary>Stops the host on options that cannot work.</summary>
internal sealed partial class PostgreSqlStoreOptionsValidator : IValidateOptions<PostgreSqlStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlStoreOptions options)
    {
        var errors = Check(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Check(PostgreSqlStoreOptions options)
    {
        if (options.Schema is null || !Identifier().IsMatch(options.Schema) || options.Schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return $"PostgreSql.Schema is '{options.Schema}'; set a name of small letters, digits and underscores that does not begin with a digit or 'pg_', at most 63 long.";
        }

        if (options.StatementTimeout < TimeSpan.FromSeconds(1) || options.StatementTimeout > TimeSpan.FromMinutes(10) || options.StatementTimeout.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return $"PostgreSql.StatementTimeout is {options.StatementTimeout}; set 1 second to 10 minutes, in whole seconds.";
        }

        if (options.LockTimeout < TimeSpan.FromMilliseconds(10) || options.LockTimeout > options.StatementTimeout)
        {
            yield return $"PostgreSql.LockTimeout is {options.LockTimeout}; set 10 milliseconds to PostgreSql.StatementTimeout, which is {options.StatementTimeout}.";
        }

        if (options.Writers is < 1 or > 16)
        {
            yield return $"PostgreSql.Writers is {options.Writers}; set 1 to 16.";
        }

        if (options.MaxPending is < 1 or > 1_000_000)
        {
            yield return $"PostgreSql.MaxPending is {options.MaxPending}; set 1 to 1000000.";
        }
    }

    [GeneratedRegex(@"\A[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
