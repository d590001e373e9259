using System.Text.Json.Serialization;

namespace WebhookDispatch.AspNetCore.Tests.Handling;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CardPayment), "card")]
internal abstract record Payment;
