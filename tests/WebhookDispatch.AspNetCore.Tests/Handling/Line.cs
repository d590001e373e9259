using System.ComponentModel.DataAnnotations;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

internal sealed record Line
{
    public required string Sku { get; init; }

    [Range(1, 99)]
    public int Quantity { get; set; } = 1;
}
