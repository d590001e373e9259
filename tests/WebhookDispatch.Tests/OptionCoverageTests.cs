using System.Collections;
using System.Reflection;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Directory;
using WebhookDispatch.Egress;
using WebhookDispatch.Endpoints;
using WebhookDispatch.Publishing;
using WebhookDispatch.Secrets;
using WebhookDispatch.Tenants;
using WebhookDispatch.Tests.Doubles;

namespace WebhookDispatch.Tests;

public sealed class OptionCoverageTests
{
    // The tests of the egress options name their options themselves; see the folder Egress.
    private static readonly Type[] CoveredElsewhere = [typeof(EgressOptions)];

    private static readonly Type[] SetElsewhere =
    [
        typeof(WebhookEndpoint), typeof(EndpointOverrides), typeof(EndpointSecret), typeof(DeadLetterFilter),
        typeof(PublishOptions), typeof(EndpointsOptions), typeof(EndpointSettings), typeof(SecretKeySettings),
        typeof(TenantQuota),
        typeof(EndpointAuthenticationSettings), typeof(EndpointTlsSettings), typeof(EndpointOverridesSettings), typeof(EndpointTls), typeof(OAuthClientCredentials),
    ];

    [Fact]
    public void Every_option_names_a_test_that_fails_when_it_is_ignored()
    {
        var options = OptionTypes().Except(CoveredElsewhere).SelectMany(Settable).Select(NameOf).Order(StringComparer.Ordinal);

        var covered = typeof(OptionCoverageTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => method.GetCustomAttributes<CoversAttribute>())
            .Select(covers => covers.Option)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.Equal(options, covered);
    }

    internal static IEnumerable<Type> OptionTypes() => Groups(typeof(WebhookDispatchOptions)).Concat(SetElsewhere);

    internal static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.SetMethod is { IsPublic: true } || IsList(property.PropertyType));

    private static IEnumerable<Type> Groups(Type type)
    {
        if (Settable(type).Any())
        {
            yield return type;
        }

        foreach (var group in type.GetProperties().Where(property => !Settable(type).Contains(property)).SelectMany(property => Groups(property.PropertyType)))
        {
            yield return group;
        }
    }

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static string NameOf(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
}
