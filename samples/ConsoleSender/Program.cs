using System.Runtime.InteropServices;
using CommandLine;
using ConsoleSender;
using WebhookDispatch.Stores;

const string Usage = """
    ConsoleSender send --url URL --type TYPE --data JSON|@FILE
        [--secret SECRET]…            signing secret, current first; one is made and shown when none is given
        [--scheme standard|github|stripe|shopify|slack|zoom|hex]…
        [--id ID]                     event id; by default a new evt_…
        [--header "Name: value"]…     added to every attempt
        [--retries N]                 after the first attempt; by default 5
        [--base-delay 2s]             before the first retry, doubling with each further one
        [--timeout 15s]               for one attempt as a whole
        [--allow-loopback]            lets attempts reach this machine
        [--count N] [--concurrency N] [--every 10s]
        [--json]                      one JSON object per event

    ConsoleSender publish --store STORE --url URL --type TYPE --data JSON|@FILE
        [--endpoint ID]               the endpoint's id in the store; by default "console"
        [--secret SECRET]… [--scheme NAME]… [--header "Name: value"]… [--allow-loopback]
        [--count N] [--concurrency N] [--key KEY]
        [--dispatch]                  delivers too, until nothing is waiting
    ConsoleSender dispatch --store STORE [--until-empty] [--allow-loopback] [--schedule 1s,2s,4s]
        [--timeout 15s]               for one attempt as a whole
        [--lease 40s]                 how long a claimed delivery is held when this process dies
        [--grace 25s]                 for attempts in flight once it is told to stop
    ConsoleSender dead-letters --store STORE list|replay ID|replay-all
    ConsoleSender history --store STORE EVENT_ID
    ConsoleSender schema --store STORE
        prints the SQL of the store's tables, for whoever makes them in its place

    STORE is the path of a SQLite file, for one process, or a PostgreSQL connection string such as
    "Host=localhost;Database=shop;Username=shop", for any number of processes at once.

    Exit codes: 0 done, 1 some not delivered or not found, 2 bad arguments (nothing is sent), 3 the store cannot be used.
    """;

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    switch (args)
    {
        case ["send", ..]:
            return await SendCommand.RunAsync(SendArguments.Parse(args.AsSpan(1)), stop.Token);
        case ["publish", ..]:
            return await PublishCommand.Parse(args.AsSpan(1)).RunAsync(stop.Token);
        case ["dispatch", ..]:
            return await DispatchCommand.Parse(args.AsSpan(1)).RunAsync(stop.Token);
        case ["dead-letters", ..]:
            return await DeadLettersCommand.Parse(args.AsSpan(1)).RunAsync(stop.Token);
        case ["history", ..]:
            return await HistoryCommand.Parse(args.AsSpan(1)).RunAsync(stop.Token);
        case ["schema", ..]:
            return SchemaCommand.Parse(args.AsSpan(1)).Run();
        case ["help" or "--help" or "-h", ..]:
            Console.WriteLine(Usage);
            return 0;
        case []:
            throw new BadArgumentException("A command is missing.");
        default:
            throw new BadArgumentException("The first argument is not a command.");
    }
}
catch (BadArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine("Nothing was sent. 'ConsoleSender help' lists commands and options.");
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped before anything had begun.");
    return 0;
}
catch (StoreUnavailableException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 3;
}

// The first Ctrl+C begins no more events and ends with a summary; a second one ends the process. A supervisor that says
// SIGTERM twice is no more in a hurry than before.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = signal.Signal == PosixSignal.SIGTERM || !stop.IsCancellationRequested;
    stop.Cancel();
}
