using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>
/// Validates an object and all within it by the data annotations of its members. Walks the same contract that read the object, so it needs
/// no reflection that trimming breaks, and names fields as the sender wrote them. The validation of ASP.NET Core's minimal APIs is
/// experimental to call (ASP0029), and checks nothing when <c>AddValidation</c> was forgotten.
/// </summary>
internal sealed class ModelRules(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, TypeRules?> _byType = new();

    public void Check(object model, string path, IServiceProvider services, ModelFaults faults)
    {
        if (model is IEnumerable items and not string)
        {
            CheckItems(items, path, services, faults);
        }
        else if (_byType.GetOrAdd(model.GetType(), Read) is { } rules)
        {
            CheckObject(model, rules, path, services, faults);
        }
    }

    private void CheckObject(object model, TypeRules rules, string path, IServiceProvider services, ModelFaults faults)
    {
        foreach (var property in rules.Properties)
        {
            var field = FieldPath.Join(path, property.Name);
            var value = property.Get(model);
            var context = new ValidationContext(model, property.Name, services, null) { MemberName = property.Member };
            foreach (var attribute in property.Attributes)
            {
                Add(Judge(attribute, value, context), field, faults);
            }

            if (value is not null && property.MayHoldObjects)
            {
                Check(value, field, services, faults);
            }
        }

        CheckWhole(model, rules, path, services, faults);
    }

    private static void CheckWhole(object model, TypeRules rules, string path, IServiceProvider services, ModelFaults faults)
    {
        var context = new ValidationContext(model, rules.Name, services, null);
        var results = rules.Attributes.Select(attribute => Judge(attribute, model, context));
        foreach (var result in model is IValidatableObject validatable ? results.Concat(validatable.Validate(context)) : results)
        {
            foreach (var member in result?.MemberNames.DefaultIfEmpty("") ?? [])
            {
                Add(result, FieldPath.Join(path, rules.FieldOf(member)), faults);
            }
        }
    }

    private void CheckItems(IEnumerable items, string path, IServiceProvider services, ModelFaults faults)
    {
        if (items is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
            {
                CheckItem(entry.Value, FieldPath.Join(path, entry.Key.ToString() ?? ""), services, faults);
            }

            return;
        }

        var index = 0;
        foreach (var item in items)
        {
            CheckItem(item, FieldPath.Index(path, index++), services, faults);
        }
    }

    private void CheckItem(object? item, string path, IServiceProvider services, ModelFaults faults)
    {
        if (item is not null)
        {
            Check(item, path, services, faults);
        }
    }

    private static ValidationResult? Judge(ValidationAttribute attribute, object? value, ValidationContext context)
    {
        try
        {
            return attribute.GetValidationResult(value, context);
        }
        catch (OverflowException)
        {
            // A range of whole numbers makes one of what it is given, and what is far too large for that is outside of it, too.
            return new ValidationResult(attribute.FormatErrorMessage(context.DisplayName));
        }
    }

    private static void Add(ValidationResult? result, string field, ModelFaults faults)
    {
        if (result is not null && result != ValidationResult.Success)
        {
            faults.Add(field, result.ErrorMessage ?? "is not valid.");
        }
    }

    private TypeRules? Read(Type type) => options.TryGetTypeInfo(type, out var typeInfo) && typeInfo.Kind == JsonTypeInfoKind.Object ? new TypeRules(typeInfo) : null;
}
