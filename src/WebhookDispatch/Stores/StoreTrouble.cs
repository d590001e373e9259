namespace WebhookDispatch.Stores;

/// <summary>Why a store cannot be used.</summary>
public enum StoreTrouble
{
    /// <summary>It cannot be reached, opened or written: path, rights, network, or an error of its disk.</summary>
    Unreachable,

    /// <summary>There is no room left.</summary>
    Full,

    /// <summary>Another process uses it, and only one may.</summary>
    InUse,

    /// <summary>What is there is not a WebhookDispatch store.</summary>
    NotOurs,

    /// <summary>It was written by a newer version of the library.</summary>
    NewerSchema,

    /// <summary>It is damaged.</summary>
    Damaged,

    /// <summary>It is being closed.</summary>
    Closed,
}
