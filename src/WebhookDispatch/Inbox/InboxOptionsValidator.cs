using Microsoft.Extensions.Options;
using WebhookDispatch.Dispatching;
using WebhookDispatch.Retries;

namespace WebhookDispatch.Inbox;

/// <summary>Stops the host on options that cannot work, with every fault in one message.</summary>
internal sealed class InboxOptionsValidator : IValidateOptions<InboxOptions>
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    public ValidateOptionsResult Validate(string? name, InboxOptions options)
    {
        List<string> errors =
        [
            .. Check(options),
            .. DispatchingOptionsRules.Check(options.Dispatching, options.HandlerTimeout),
            .. CircuitBreakerOptionsRules.Check(options.CircuitBreaker),
            .. options.Retention.Check(),
        ];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => $"The webhook inbox: {error}"));
    }

    private static IEnumerable<string> Check(InboxOptions options)
    {
        if (options.HandlerTimeout <= TimeSpan.Zero || options.HandlerTimeout > TimeSpan.FromMinutes(25))
        {
            yield return $"HandlerTimeout is {options.HandlerTimeout}; set more than zero and at most 25 minutes.";
        }

        if (options.InlineWait <= TimeSpan.Zero || options.InlineWait > TimeSpan.FromMinutes(5))
        {
            yield return $"InlineWait is {options.InlineWait}; set more than zero and at most 5 minutes.";
        }

        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromHours(1))
        {
            yield return $"RetryAfter is {options.RetryAfter}; set 1 second to 1 hour.";
        }

        if (options.RetryDelays.Count > 100)
        {
            yield return $"RetryDelays holds {options.RetryDelays.Count} delays; give at most 100.";
        }

        foreach (var delay in options.RetryDelays.Where(delay => delay < TimeSpan.Zero || delay > LongestDelay))
        {
            yield return $"RetryDelays holds {delay}; give delays from zero to {LongestDelay}.";
        }

        if (options.JitterRatio is not (>= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"JitterRatio is {options.JitterRatio}; set 0 to 1.");
        }
    }
}
