using WebhookDispatch.House.Tests.Namespaces.Knot.Left;

namespace WebhookDispatch.House.Tests.Namespaces.Knot.Right;

/// <summary>Names the left end as a type argument in a closure only.</summary>
internal static class RightEnd
{
    public static string Name() => "right";

    public static Func<string> Pull(string rope) => () => rope + new List<KeyValuePair<string, Type>>() + typeof(Dictionary<string, Func<Type>>) + typeof(LeftEnd[]);
}
