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

    /// <summary>It was written by an older version of the library, or not at all yet, and may not be changed.</summary>
    OlderSchema,

    /// <summary>It can be reached, but not with these rights: user, password, or what the user may do.</summary>
    Denied,

    /// <summary>It takes no writes: a standby, or set to be read only.</summary>
    ReadOnly,

    /// <summary>It is damaged.</summary>
    Damaged,

    /// <summary>It is being closed.</summary>
    Closed,
}
