namespace WebhookDispatch.Tests.Doubles;

/// <summary>Says which rows of the table of faults a test covers. A test of the coverage counts them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FaultRowAttribute(params int[] rows) : Attribute
{
    internal int[] Rows { get; } = rows;
}
