namespace WebhookDispatch.Tests.Doubles;

/// <summary>Says that a test fails when this option is ignored. A test of the coverage holds the options against these.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CoversAttribute(Type options, string property) : Attribute
{
    internal string Option { get; } = $"{options.Name}.{property}";
}
