using System.CodeDom.Compiler;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace WebhookDispatch.House.Tests.Reading;

/// <summary>Whose a type is, and what it is called in messages.</summary>
internal static class TypeNames
{
    public static bool IsWritten(Type type) =>
        !type.Name.Contains('<')
        && !type.IsDefined(typeof(CompilerGeneratedAttribute))
        && !type.IsDefined(typeof(GeneratedCodeAttribute))
        && (type.DeclaringType is null || IsWritten(type.DeclaringType));

    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>The type's namespace when it is one of its assembly's own; generators put theirs elsewhere.</summary>
    public static string? HouseNamespace(Type type)
    {
        var root = type.Assembly.GetName().Name!;
        var name = Outermost(type).Namespace ?? "";
        return name == root || name.StartsWith(root + ".", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>The nearest type that somebody wrote: closures and state machines belong to it.</summary>
    public static Type Written(Type type) => type.Name.Contains('<') && type.DeclaringType is { } outer ? Written(outer) : type;

    public static string Of(Type type)
    {
        var written = Written(type);
        return written.DeclaringType is { } outer ? Of(outer) + "." + Plain(written.Name) : Plain(written.Name);
    }

    /// <summary><c>Type.Member</c>; for the method of a state machine or closure the method it was made from.</summary>
    public static string Of(MemberInfo member)
    {
        if (member is Type type)
        {
            return Of(type);
        }

        var owner = member.DeclaringType!;
        var name = MadeFrom(member.Name) ?? MadeFrom(owner.Name) ?? member.Name;
        return Of(owner) + "." + name;
    }

    private static string? MadeFrom(string generatedName)
    {
        var end = generatedName.IndexOf('>', StringComparison.Ordinal);
        return generatedName.StartsWith('<') && end > 1 ? generatedName[1..end] : null;
    }

    private static string Plain(string name) => name.Contains('`') ? name[..name.IndexOf('`', StringComparison.Ordinal)] : name;
}
