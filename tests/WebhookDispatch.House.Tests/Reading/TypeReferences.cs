using System.Reflection;

namespace WebhookDispatch.House.Tests.Reading;

/// <summary>
/// Every reference from a type to another, read from the built assembly: bases, signatures, locals, method bodies, generic
/// arguments, attributes. Constants and <c>nameof</c> leave no trace there; everything else does, with or without a using.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    public static IReadOnlyList<TypeReference> In(Assembly assembly) => Of(assembly.GetTypes().Where(type => !type.IsNested));

    /// <summary>The references of types and of all that is nested in them, closures and state machines included.</summary>
    public static IReadOnlyList<TypeReference> Of(IEnumerable<Type> types) => [.. types.SelectMany(WithNested).SelectMany(Of)];

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Declared).SelectMany(WithNested).Prepend(type);

    private static IEnumerable<TypeReference> Of(Type type)
    {
        var from = TypeNames.Outermost(type);
        foreach (var (to, at, member) in Shape(type).Concat(type.GetMembers(Declared).SelectMany(Uses)))
        {
            foreach (var (named, index) in Flatten(to).Select((named, index) => (named, index)))
            {
                yield return new TypeReference(from, named, at, index == 0 ? member : null);
            }
        }
    }

    private static IEnumerable<(Type To, MemberInfo At, MemberInfo? Member)> Shape(Type type)
    {
        IEnumerable<Type?> named = [type.BaseType, .. type.GetInterfaces(), .. Constraints(type.GetGenericArguments())];
        return Plain(named.Concat(Attributes(type)), type);
    }

    private static IEnumerable<(Type To, MemberInfo At, MemberInfo? Member)> Uses(MemberInfo member) => member switch
    {
        FieldInfo field => Plain([field.FieldType, .. Attributes(field)], field),
        PropertyInfo property => Plain([property.PropertyType, .. Attributes(property)], property),
        EventInfo @event => Plain([@event.EventHandlerType, .. Attributes(@event)], @event),
        MethodBase method => Plain([.. Signature(method), .. Attributes(method)], method).Concat(BodyUses(method)),
        _ => [],
    };

    private static IEnumerable<Type?> Signature(MethodBase method)
    {
        var parameters = method.GetParameters();
        var arguments = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        return [(method as MethodInfo)?.ReturnType, .. parameters.Select(parameter => parameter.ParameterType), .. Constraints(arguments)];
    }

    private static IEnumerable<(Type To, MemberInfo At, MemberInfo? Member)> BodyUses(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return [];
        }

        var caught = body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType);
        return Plain([.. body.LocalVariables.Select(local => local.LocalType), .. caught], method)
            .Concat(Instructions.MembersNamedBy(method, body).SelectMany(used => MemberUses(used, method)));
    }

    private static IEnumerable<(Type To, MemberInfo At, MemberInfo? Member)> MemberUses(MemberInfo used, MethodBase at) => used switch
    {
        Type type => [(type, at, null)],
        MethodInfo { IsGenericMethod: true } method => [(method.DeclaringType!, at, method), .. Plain(method.GetGenericArguments(), at)],
        { DeclaringType: { } owner } => [(owner, at, used)],
        _ => [],
    };

    private static IEnumerable<(Type To, MemberInfo At, MemberInfo? Member)> Plain(IEnumerable<Type?> named, MemberInfo at) =>
        named.OfType<Type>().Select(type => (type, at, (MemberInfo?)null));

    private static IEnumerable<Type> Constraints(Type[] arguments) =>
        arguments.Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints());

    private static IEnumerable<Type> Attributes(MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
        {
            yield return attribute.AttributeType;
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue)))
            {
                if (argument.Value is Type named)
                {
                    yield return named;
                }
            }
        }
    }

    private static IEnumerable<Type> Flatten(Type type)
    {
        if (type.IsGenericParameter)
        {
            return [];
        }

        if (type.GetElementType() is { } element)
        {
            return Flatten(element);
        }

        return type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Flatten)] : [type];
    }
}
