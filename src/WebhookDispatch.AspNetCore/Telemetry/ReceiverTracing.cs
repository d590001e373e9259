using System.Diagnostics;

namespace WebhookDispatch.AspNetCore.Telemetry;

/// <summary>
/// One activity for each verified event. A trace that a sender began is only continued when asked for: its ids and its sampling are a
/// stranger's choice. Otherwise the event begins a trace of its own, linked to the request.
/// </summary>
internal sealed class ReceiverTracing(string receiver, bool continuesSendersTrace)
{
    public static bool IsListenedTo => WebhookReceiverTelemetry.ActivitySource.HasListeners();

    public Activity? Begin(string id, string? type)
    {
        var source = WebhookReceiverTelemetry.ActivitySource;
        var activity = continuesSendersTrace || Activity.Current is not { } request || !WasBegunElsewhere(request)
            ? source.StartActivity("webhook receive", ActivityKind.Consumer)
            : BeginTrace(source, request);
        return activity?.SetTag("webhook.receiver", receiver).SetTag("webhook.id", id).SetTag("webhook.type", type);
    }

    public static void End(Activity? activity, int status, string? reason)
    {
        activity?.SetTag("http.response.status_code", status).SetTag("webhook.reason", reason);
        if (status >= 500)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private static Activity? BeginTrace(ActivitySource source, Activity request)
    {
        // Without a current activity the next one is a root.
        Activity.Current = null;
        var activity = source.StartActivity(ActivityKind.Consumer, name: "webhook receive", links: [new ActivityLink(request.Context)]);
        Activity.Current ??= request;
        return activity;
    }

    // HasRemoteParent is false for an activity whose parent was set as text, which is how ASP.NET Core sets it while nobody listens to it.
    private static bool WasBegunElsewhere(Activity activity)
    {
        var first = activity;
        while (first.Parent is { } parent)
        {
            first = parent;
        }

        return first.ParentSpanId != default;
    }
}
