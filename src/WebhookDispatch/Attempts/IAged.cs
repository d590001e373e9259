namespace WebhookDispatch.Attempts;

/// <summary>Stands in an <see cref="AgeLine{T}"/>, and knows its neighbours there.</summary>
internal interface IAged<T>
    where T : class
{
    T? Older { get; set; }

    T? Younger { get; set; }
}
