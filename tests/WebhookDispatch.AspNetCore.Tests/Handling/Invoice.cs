using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

/// <summary>A model with every kind of rule: on members, on a record's parameters, on a whole, inside lists, maps and objects.</summary>
internal sealed class Invoice : IValidatableObject
{
    [Required]
    [StringLength(20)]
    public string? Number { get; init; }

    [Range(1, 1_000_000)]
    public int Amount { get; init; }

    [JsonPropertyName("cur")]
    [RegularExpression("^[A-Z]{3}$")]
    public string Currency { get; set; } = "EUR";

    public Party? Buyer { get; init; }

    public IReadOnlyList<Line> Lines { get; init; } = [];

    public IReadOnlyDictionary<string, Party> Contacts { get; init; } = new Dictionary<string, Party>();

    [Range(0, 100)]
    public double Discount { get; init; }

    public Payment? Payment { get; init; }

    public byte[] Attachment { get; init; } = [];

    public DateTimeOffset? PaidAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PaidAt < SentAt)
        {
            yield return new ValidationResult("It was paid before it was sent.", [nameof(PaidAt), nameof(SentAt)]);
        }
    }
}
