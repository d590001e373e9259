using System.Text.Json.Serialization;
using WebhookDispatch.Benchmarks.Backlog;
using WebhookDispatch.Benchmarks.Durable;
using WebhookDispatch.Benchmarks.Idle;
using WebhookDispatch.Benchmarks.Machines;
using WebhookDispatch.Benchmarks.Micro;
using WebhookDispatch.Benchmarks.Neighbour;
using WebhookDispatch.Benchmarks.Publish;
using WebhookDispatch.Benchmarks.Receive;
using WebhookDispatch.Benchmarks.Rivals;
using WebhookDispatch.Benchmarks.Send;

namespace WebhookDispatch.Benchmarks.Reporting;

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(MachineReport))]
[JsonSerializable(typeof(SendReport))]
[JsonSerializable(typeof(DurableReport))]
[JsonSerializable(typeof(PublishReport))]
[JsonSerializable(typeof(NeighbourReport))]
[JsonSerializable(typeof(BacklogReport))]
[JsonSerializable(typeof(ReceiveReport))]
[JsonSerializable(typeof(IdleReport))]
[JsonSerializable(typeof(MicroReport))]
[JsonSerializable(typeof(RivalsReport))]
[JsonSerializable(typeof(RivalResult))]
internal sealed partial class ReportJson : JsonSerializerContext;
