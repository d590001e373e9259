using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Rivals;

/// <summary>A scheduler with its database store: a durable job, triggered once for each webhook with the webhook as its data.</summary>
internal sealed class QuartzParty : QueuedParty
{
    public const string Settings = "one durable job and TriggerJob for each webhook; thread pool of 64, as many triggers in a batch (automatic), data stored as strings";

    private const int AtOnce = 64;

    private static readonly JobKey Job = new("webhook");

    private readonly string _body = Encoding.UTF8.GetString(SamplePayload.Create());
    private readonly HandSigned _sender;
    private readonly ServiceProvider _services;
    private IScheduler _scheduler = null!;

    private QuartzParty(string name, Uri url, Action<IPersistentStoreBuilder> useDatabase)
        : base(name)
    {
        _sender = new HandSigned(url);
        _services = new ServiceCollection()
            .AddSingleton(this)
            .AddQuartz(quartz => quartz
                .UseDefaultThreadPool(AtOnce)
                .UsePersistentStore(store =>
                {
                    useDatabase(store);
                    store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
                    store.UseSystemTextJsonSerializer();
                    store.ProvisionSchema();
                }))
            .BuildServiceProvider();
    }

    public static async Task<QuartzParty> StartAsync(string name, Uri url, Action<IPersistentStoreBuilder> useDatabase)
    {
        var party = new QuartzParty(name, url, useDatabase);
        party._scheduler = await party._services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await party._scheduler.Start();
        await party._scheduler.AddJob(JobBuilder.Create<Send>().WithIdentity(Job).StoreDurably().Build(), new AddJobOptions());
        return party;
    }

    public override async ValueTask DisposeAsync()
    {
        await _scheduler.Shutdown();
        await _services.DisposeAsync();
        _sender.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task StoreAsync() =>
        await _scheduler.TriggerJob(Job, new JobDataMap { { "id", Guid.NewGuid().ToString() }, { "body", _body } });

    private sealed class Send(QuartzParty party) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var data = context.MergedJobDataMap;
            await party._sender.SendAsync(data.GetString("id")!, data.GetString("body")!, cancellationToken);
            party.Delivered(1);
        }
    }
}
