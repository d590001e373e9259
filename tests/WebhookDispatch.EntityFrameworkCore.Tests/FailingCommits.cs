using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace WebhookDispatch.EntityFrameworkCore.Tests;

/// <summary>Breaks the next transactions at their commit, before or after the server has made it: as a network does.</summary>
internal sealed class FailingCommits : DbTransactionInterceptor
{
    internal int FailBefore { get; set; }

    internal int FailAfter { get; set; }

    internal int Commits { get; private set; }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Commits++;
        if (FailBefore > 0)
        {
            FailBefore--;
            throw new NpgsqlException("The connection broke.", new IOException());
        }

        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (FailAfter > 0)
        {
            FailAfter--;
            throw new NpgsqlException("The answer to the commit was lost.", new IOException());
        }

        return Task.CompletedTask;
    }
}
