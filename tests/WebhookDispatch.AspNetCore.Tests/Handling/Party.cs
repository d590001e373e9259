using System.ComponentModel.DataAnnotations;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

internal sealed record Party([Required, EmailAddress] string Email, [MaxLength(10)] string? Name = null);
