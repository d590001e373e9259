using Microsoft.Extensions.Options;

namespace WebhookDispatch.Sqlite;

/// <summary>Stops the host on options that cannot work.</summary>
internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        List<string> errors = [];
        if (options.MaxPending is < 1 or > 1_000_000)
        {
            errors.Add($"Sqlite.MaxPending is {options.MaxPending}; set 1 to 1000000.");
        }

        if (options.CheckpointPages is < 10 or > 100_000)
        {
            errors.Add($"Sqlite.CheckpointPages is {options.CheckpointPages}; set 10 to 100000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
