namespace WebhookDispatch.AspNetCore.Tests.Handling;

internal sealed record CardPayment(string Number) : Payment;
