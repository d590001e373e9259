using System.Reflection;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>Writes a type as C# does: keywords, type arguments, <c>?</c>.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(Type type) => Of(type, null);

    public static string Of(NullabilityInfo info) => Of(info.Type, info);

    /// <summary>The name with its generic parameters, without the types around it.</summary>
    public static string NameOf(Type type)
    {
        var own = OwnArguments(type);
        var name = type.Name.Split('`')[0];
        return own.Length == 0 ? name : $"{name}<{string.Join(", ", own.Select(argument => argument.IsGenericParameter ? argument.Name : Of(argument)))}>";
    }

    private static string Of(Type type, NullabilityInfo? info)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, info);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        var mark = info is { ReadState: NullabilityState.Nullable } && IsReference(type) ? "?" : "";
        return (type.IsArray ? Of(type.GetElementType()!, info?.ElementType) + "[]" : Named(type, info)) + mark;
    }

    // A type parameter without "class" may be null whenever its argument may: there "?" says nothing.
    private static bool IsReference(Type type) => type.IsGenericParameter
        ? type.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)
        : !type.IsValueType;

    private static string Named(Type type, NullabilityInfo? info)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsGenericParameter || !type.IsGenericType)
        {
            return type is { IsNested: true, IsGenericParameter: false } ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        }

        var states = info?.GenericTypeArguments ?? [];
        var arguments = type.GetGenericArguments().Select((argument, index) => Of(argument, index < states.Length ? states[index] : null));
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>";
    }

    private static Type[] OwnArguments(Type type) => type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
}
