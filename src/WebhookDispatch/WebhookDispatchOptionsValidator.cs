using Microsoft.Extensions.Options;
using WebhookDispatch.Attempts;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Egress;
using WebhookDispatch.Retries;
using WebhookDispatch.Secrets;

namespace WebhookDispatch;

/// <summary>Stops the host on options that cannot work, with every fault in one message.</summary>
internal sealed class WebhookDispatchOptionsValidator : IValidateOptions<WebhookDispatchOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookDispatchOptions options)
    {
        List<string> errors =
        [
            .. SendingOptionsRules.Check(options.Sending),
            .. RetryOptionsRules.Check(options.Retries),
            .. ScheduleOptionsRules.Check(options.Schedule),
            .. DispatchingOptionsRules.Check(options.Dispatching, options.Sending.AttemptTimeout),
            .. CircuitBreakerOptionsRules.Check(options.CircuitBreaker),
            .. EgressOptionsRules.Validate(options.Egress),
            .. SecretKeyReader.Read(options.Secrets).Errors,
            .. options.Tenants.Check(),
            .. options.Retention.Check(),
            .. options.AutoDisable.Check(),
            .. options.DeadLetters.Check(),
        ];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
