using WebhookDispatch.House.Tests.Namespaces.Knot.Right;

namespace WebhookDispatch.House.Tests.Namespaces.Knot.Left;

/// <summary>Names the right end in a method body only.</summary>
internal sealed class LeftEnd
{
    public static string Name() => RightEnd.Name();
}
