using WebhookDispatch.Retries;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>The same number every time.</summary>
internal sealed class FixedRandom(double value) : RandomSource
{
    internal override double NextDouble() => value;
}
