namespace WebhookDispatch.Tests.Doubles;

/// <summary>Tests that measure the whole process, or take much of the machine: none other runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
