using System.Reflection;
using System.Runtime.CompilerServices;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>Writes one public member as C# declares it.</summary>
internal static class MemberText
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(FieldInfo field)
    {
        var kind = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        var value = field.IsLiteral ? $" = {AttributeText.Value(field.GetRawConstantValue(), field.FieldType)}" : "";
        return $"{Access(field.IsPublic)}{kind}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(Nullability.Create(field))} {field.Name}{value};";
    }

    public static string Of(ConstructorInfo constructor) =>
        $"{Access(constructor.IsPublic)}{TypeText.NameOf(constructor.DeclaringType!).Split('<')[0]}({Parameters(constructor)});";

    public static string Of(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(Parameter))}>" : "";
        var name = method.Name.StartsWith("op_", StringComparison.Ordinal) ? "operator " + method.Name[3..] : method.Name;
        var returns = Ref(method.ReturnType, method.ReturnParameter) + TypeText.Of(Nullability.Create(method.ReturnParameter));
        var attributes = AttributeText.Inline(method.ReturnParameter.GetCustomAttributesData()).Replace("[", "[return: ", StringComparison.Ordinal);
        return $"{attributes}{Modifiers(method)}{returns} {name}{generic}({Parameters(method)}){Constraints(method.GetGenericArguments())};";
    }

    public static string Of(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsSeen(getter) ? " get;" : "";
        var set = property.SetMethod is { } setter && IsSeen(setter) ? IsInit(setter) ? " init;" : " set;" : "";
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Of))}]" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var accessor = property.GetAccessors(nonPublic: true).First(IsSeen);
        return $"{Modifiers(accessor)}{required}{TypeText.Of(Nullability.Create(property))} {(index.Length > 0 ? "this" : property.Name)}{index} {{{get}{set} }}";
    }

    public static string Of(EventInfo @event) =>
        $"{Modifiers(@event.AddMethod!)}event {TypeText.Of(Nullability.Create(@event))} {@event.Name};";

    public static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "") + string.Join(", ", method.GetParameters().Select(Of));

    public static string Constraints(Type[] arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(Constraint));

    public static bool IsSeen(MethodBase method) => method.IsPublic || (method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed;

    private static string Of(ParameterInfo parameter)
    {
        var attributes = AttributeText.Inline(parameter.GetCustomAttributesData());
        var collects = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var value = parameter.HasDefaultValue ? $" = {AttributeText.Value(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        return $"{attributes}{collects}{Ref(parameter.ParameterType, parameter)}{TypeText.Of(Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Ref(Type type, ParameterInfo parameter) =>
        !type.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.IsDefined(typeof(IsReadOnlyAttribute)) ? "ref readonly " : "ref ";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Access(bool isPublic) => isPublic ? "public " : "protected ";

    private static string Modifiers(MethodInfo method)
    {
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? method.IsAbstract ? "static abstract " : "static " : method.IsAbstract ? "" : "virtual ";
        }

        var overrides = method.GetBaseDefinition() != method;
        var kind = method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => overrides ? "abstract override " : "abstract ",
            { IsVirtual: true, IsFinal: false } => overrides ? "override " : "virtual ",
            { IsVirtual: true } when overrides => "sealed override ",
            _ => "",
        };
        return Access(method.IsPublic) + kind;
    }

    private static string Parameter(Type argument) => AttributeText.Inline(argument.GetCustomAttributesData()) + argument.Name;

    private static string Constraint(Type argument)
    {
        var flags = argument.GenericParameterAttributes;
        var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> list = [];
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            list.Add("class");
        }

        if (isStruct)
        {
            list.Add("struct");
        }

        list.AddRange(argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            list.Add("new()");
        }

        if (flags.HasFlag(GenericParameterAttributes.AllowByRefLike))
        {
            list.Add("allows ref struct");
        }

        return list.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", list)}";
    }
}
