using System.Reflection;
using WebhookDispatch.Stores;
using Xunit;

namespace WebhookDispatch.Conformance.Tenancy;

/// <summary>The methods of interfaces, and which of them name a tenant: by a parameter, or by a property of a parameter or of its items.</summary>
internal static class TenantSurface
{
    internal static IEnumerable<MethodInfo> Stores => Methods([.. typeof(IWebhookStore).Assembly.GetExportedTypes()
        .Where(type => type.IsInterface && type.Namespace == typeof(IWebhookStore).Namespace)]);

    internal static IEnumerable<MethodInfo> Methods(params IEnumerable<Type> interfaces) =>
        // An event has accessors, which hand nothing over.
        interfaces.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance)).Where(method => !method.IsSpecialName);

    internal static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.Name).Where(name => name != "cancellationToken"))})";

    internal static bool NamesTenant(MethodInfo method) => method.GetParameters().Any(parameter =>
        parameter.Name == "tenant" || Parts(parameter.ParameterType).Any(part => part.GetProperty("Tenant") is not null));

    /// <summary>Fails on a method that is in neither list, in both, or in the wrong one.</summary>
    internal static void AssertComplete(IEnumerable<MethodInfo> methods, IEnumerable<string> cases, IEnumerable<string> others)
    {
        var (named, unnamed) = (cases.ToHashSet(StringComparer.Ordinal), others.ToHashSet(StringComparer.Ordinal));
        foreach (var method in methods)
        {
            var name = NameOf(method);
            Assert.True(named.Contains(name) != unnamed.Contains(name), $"{name} is in {(named.Contains(name) ? "both lists" : "no list")}: add a call for a foreign tenant, or say why it needs none.");
            Assert.False(unnamed.Contains(name) && NamesTenant(method), $"{name} names a tenant: add a call for a foreign one.");
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().Append(type) : [type];
}
