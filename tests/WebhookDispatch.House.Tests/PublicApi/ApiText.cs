using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace WebhookDispatch.House.Tests.PublicApi;

/// <summary>Writes everything a caller can see of an assembly, in an order that only depends on names.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    public static string Of(Assembly assembly) => Of(assembly.GetExportedTypes(), assembly.GetName().Name!);

    public static string Of(IEnumerable<Type> types, string title)
    {
        var text = new StringBuilder();
        var all = types.Where(type => !type.IsNested).OrderBy(type => type.Namespace, StringComparer.Ordinal).ThenBy(TypeText.NameOf, StringComparer.Ordinal).ToList();
        text.Append("// ").Append(title).Append(", public types: ").Append(all.Count).Append('\n');
        foreach (var space in all.GroupBy(type => type.Namespace, StringComparer.Ordinal))
        {
            text.Append("\nnamespace ").Append(space.Key).Append('\n');
            foreach (var type in space)
            {
                text.Append('\n');
                Write(type, text, "");
            }
        }

        return text.ToString();
    }

    private static void Write(Type type, StringBuilder text, string indent)
    {
        foreach (var attribute in AttributeText.Of(type.GetCustomAttributesData()))
        {
            text.Append(indent).Append(attribute).Append('\n');
        }

        text.Append(indent).Append(Header(type));
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            text.Append(";\n");
            return;
        }

        text.Append('\n').Append(indent).Append("{\n");
        foreach (var line in type.IsEnum ? EnumMembers(type) : Members(type))
        {
            text.Append(indent).Append("    ").Append(line).Append('\n');
        }

        foreach (var nested in type.GetNestedTypes(Declared).Where(IsSeen).OrderBy(TypeText.NameOf, StringComparer.Ordinal))
        {
            Write(nested, text, indent + "    ");
        }

        text.Append(indent).Append("}\n");
    }

    private static string Header(Type type)
    {
        var access = type.IsPublic || type.IsNestedPublic ? "public " : "protected ";
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"{access}delegate {TypeText.Of(invoke.ReturnType)} {TypeText.NameOf(type)}({MemberText.Parameters(invoke)})";
        }

        var bases = type.IsEnum ? [] : Bases(type).Select(TypeText.Of).Order(StringComparer.Ordinal).ToList();
        var inherits = bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
        return $"{access}{Kind(type)} {TypeText.NameOf(type)}{inherits}{MemberText.Constraints(type.GetGenericArguments())}";
    }

    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", Declared) is { } print && print.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Kind(Type type)
    {
        var record = IsRecord(type) ? "record " : "";
        return type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{record}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")}{(record.Length > 0 ? "record" : "class")}",
        };
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        var inherited = type.GetInterfaces().SelectMany(contract => contract.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
        var contracts = type.GetInterfaces().Except(inherited).Where(contract => contract.IsVisible && !(IsRecord(type) && IsEquatable(contract)));
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? contracts.Prepend(parent) : contracts;
    }

    private static bool IsEquatable(Type contract) => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static IEnumerable<string> EnumMembers(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())},");

    private static IEnumerable<string> Members(Type type)
    {
        var constructors = type.GetConstructors(Declared).Where(constructor => MemberText.IsSeen(constructor) && !constructor.IsStatic && IsWritten(constructor));
        var fields = type.GetFields(Declared).Where(field => field.IsPublic || (field.IsFamily && !type.IsSealed));
        var properties = type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(MemberText.IsSeen) && property.Name != "EqualityContract");
        var events = type.GetEvents(Declared).Where(@event => MemberText.IsSeen(@event.AddMethod!));
        var methods = type.GetMethods(Declared).Where(method => MemberText.IsSeen(method) && IsWritten(method)
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)));
        return
        [
            .. Sorted(constructors, MemberText.Of),
            .. Sorted(fields, MemberText.Of),
            .. Sorted(properties, MemberText.Of),
            .. Sorted(events, MemberText.Of),
            .. Sorted(methods, MemberText.Of),
        ];
    }

    private static IEnumerable<string> Sorted<TMember>(IEnumerable<TMember> members, Func<TMember, string> write)
        where TMember : MemberInfo =>
        members
            .OrderBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(write, StringComparer.Ordinal)
            .Select(member => AttributeText.Inline(member.GetCustomAttributesData()) + write(member));

    private static bool IsSeen(Type type) => type.IsNestedPublic || (type.IsNestedFamily && !type.DeclaringType!.IsSealed);

    // What a record's compiler adds follows from the word record.
    private static bool IsWritten(MethodBase method) => !method.IsDefined(typeof(CompilerGeneratedAttribute));
}
