using System.Data;
using System.Data.Common;

namespace WebhookDispatch.Tests.Doubles;

/// <summary>A transaction that is open until a test ends it, on a connection that does nothing.</summary>
internal sealed class OpenTransaction : DbTransaction
{
    private volatile bool _ended;

    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    protected override DbConnection? DbConnection => _ended ? null : new IdleConnection();

    public override void Commit() => _ended = true;

    public override void Rollback() => _ended = true;

    private sealed class IdleConnection : DbConnection
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Open;

        public override void ChangeDatabase(string databaseName)
        {
        }

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new OpenTransaction();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
