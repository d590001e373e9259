namespace WebhookDispatch.Sqlite.Writing;

/// <summary>Something to be written. It may run again: when another write spoils the transaction both are in, each gets its own.</summary>
internal interface IStoreWrite
{
    void Run(WriteSession session);

    void Succeed();

    void Fail(Exception failure);
}
