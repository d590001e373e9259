using System.Reflection;

namespace WebhookDispatch.House.Tests.Reading;

/// <summary>One place where a type's code names another type.</summary>
/// <param name="From">The outermost type that holds the place.</param>
/// <param name="To">The type that is named, without its type arguments.</param>
/// <param name="At">The member that names it.</param>
/// <param name="Member">The method or field that is used, if it is more than the type.</param>
internal sealed record TypeReference(Type From, Type To, MemberInfo At, MemberInfo? Member)
{
    public override string ToString() => $"{TypeNames.Of(At)} uses {(Member is null ? TypeNames.Of(To) : TypeNames.Of(Member))}";
}
