using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace WebhookDispatch.AspNetCore.Handling;

/// <summary>A handler that takes an object: the body, or one member of it, read and validated before anything runs.</summary>
internal sealed class ModelHandler<T>(JsonTypeInfo<T> typeInfo, string? member, Func<T, ReceivedWebhook, ValueTask<WebhookResult>> run) : WebhookHandler
    where T : notnull
{
    private readonly byte[]? _member = member is null ? null : Encoding.UTF8.GetBytes(member);
    private readonly ModelRules _rules = new(typeInfo.Options);

    public override ModelFaults? Prepare(ReceivedWebhook webhook, int maxJsonDepth)
    {
        var body = webhook.Body.Span;
        try
        {
            var reader = JsonBytes.Open(body, maxJsonDepth);
            reader.Read();
            if (_member is not null && !ModelMember.MoveTo(ref reader, _member))
            {
                return ModelFaults.Of(member!, "is missing.");
            }

            var model = JsonSerializer.Deserialize(ref reader, typeInfo);
            ModelMember.ReadToEnd(ref reader);
            return model is null ? ModelFaults.Of(member ?? "", "is null.") : Check(model, webhook);
        }
        catch (JsonException exception)
        {
            return UnreadableModel.Faults(body, member, typeInfo, maxJsonDepth, exception);
        }
        catch (NotSupportedException) when (UnreadableModel.Missing(body, member, typeInfo, maxJsonDepth) is { IsEmpty: false })
        {
            // An object that does not say which of its kinds it is would be one of the abstract type.
            return UnreadableModel.Missing(body, member, typeInfo, maxJsonDepth);
        }
    }

    public override ValueTask<WebhookResult> RunAsync(ReceivedWebhook webhook) => run((T)webhook.Model!, webhook);

    private ModelFaults? Check(T model, ReceivedWebhook webhook)
    {
        webhook.Model = model;
        var faults = new ModelFaults();
        _rules.Check(model, member ?? "", webhook.Services, faults);
        return faults.IsEmpty ? null : faults;
    }
}
