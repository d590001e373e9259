using WebhookDispatch.Benchmarks.Backlog;
using WebhookDispatch.Benchmarks.CommandLine;
using WebhookDispatch.Benchmarks.Durable;
using WebhookDispatch.Benchmarks.Everything;
using WebhookDispatch.Benchmarks.Idle;
using WebhookDispatch.Benchmarks.Machines;
using WebhookDispatch.Benchmarks.Micro;
using WebhookDispatch.Benchmarks.Neighbour;
using WebhookDispatch.Benchmarks.Publish;
using WebhookDispatch.Benchmarks.Receive;
using WebhookDispatch.Benchmarks.Receiving;
using WebhookDispatch.Benchmarks.Rivals;
using WebhookDispatch.Benchmarks.Send;
using WebhookDispatch.Benchmarks.Stored;

List<IVerb> verbs =
[
    new MachineVerb(), new SendVerb(), new DurableVerb(), new PublishVerb(), new NeighbourVerb(), new BacklogVerb(), new IdleVerb(), new RivalsVerb(), new MicroVerb(),
    new ReceiveVerb(), new ReceiverVerb(), new ReceivingAppVerb(), new DispatcherVerb(),
];
verbs.Add(new AllVerb([.. verbs], PageSections.All));
var verb = verbs.FirstOrDefault(known => args.Length > 0 && known.Name == args[0]);
try
{
    return verb is null ? throw new UsageException(Usage()) : await verb.RunAsync(args[1..]);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

string Usage() => string.Join(
    Environment.NewLine,
    [
        args.Length == 0 ? "Give a verb." : $"'{args[0]}' is not a verb.",
        "Usage: dotnet run -c Release --project benchmarks/WebhookDispatch.Benchmarks -- <verb>",
        .. verbs.Where(known => known.Usage.Length > 0).Select(known => "  " + known.Usage),
    ]);
