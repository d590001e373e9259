using System.Diagnostics;
using WebhookDispatch.DeadLetters;
using WebhookDispatch.Deliveries;
using WebhookDispatch.Events;
using WebhookDispatch.Observing;
using WebhookDispatch.Signing;

namespace Quickstart;

/// <summary>Tells what the library tells its observers: a line each, and in a terminal a table under them that is drawn again.</summary>
internal sealed class DeliveryTable : IWebhookObserver
{
    private const string Escape = "\e[";

    private readonly bool _isLive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];
    private int _linesDrawn;

    public int CircuitsOpened { get; private set; }

    public int CircuitsClosed { get; private set; }

    public void Add(WebhookEvent webhookEvent, string endpointId, WebhookScheme scheme) =>
        Say(
            $"{webhookEvent.Type} for {endpointId}: {webhookEvent.Body.Length} bytes, signed as {scheme.Name}",
            () => _rows.Add(new Row(webhookEvent.Id, webhookEvent.Type, endpointId, scheme.Name)));

    public ValueTask OnAttempt(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) =>
        Told(
            $"{webhookEvent.Type} to {endpointId}: attempt {attempt.Number} {attempt.Outcome} in {attempt.Duration.TotalMilliseconds:F0} ms",
            () => Find(webhookEvent).Attempts += $"{attempt.StatusCode?.ToString() ?? attempt.Outcome} ");

    public ValueTask OnDelivered(string endpointId, WebhookEvent webhookEvent, DeliveryAttempt attempt) =>
        Told($"{webhookEvent.Type} to {endpointId}: delivered", () => Find(webhookEvent).Outcome = Outcome.Delivered);

    public ValueTask OnDeadLettered(DeadLetter deadLetter) =>
        Told(
            $"{deadLetter.Event.Type} to {deadLetter.EndpointId}: dead letter after {deadLetter.Attempts.Count} attempts, {deadLetter.Reason}",
            () => Find(deadLetter.Event).Outcome = Outcome.DeadLetter);

    public ValueTask OnCircuitOpened(string endpointId, TimeSpan breakDuration) =>
        Told($"{endpointId}: circuit opened, nothing is sent for {breakDuration.TotalSeconds:F0} s", () => CircuitsOpened++);

    public ValueTask OnCircuitClosed(string endpointId) =>
        Told($"{endpointId}: circuit closed, it answers again", () => CircuitsClosed++);

    /// <summary>Writes a line, and under it the table as it is by then.</summary>
    public void Say(string news, Action? change = null)
    {
        lock (_gate)
        {
            change?.Invoke();
            var erase = _linesDrawn == 0 ? "" : $"{Escape}{_linesDrawn}A{Escape}J";
            Console.WriteLine($"{erase}{_clock.Elapsed.TotalSeconds,5:F2} s  {news}");
            if (_isLive)
            {
                Draw();
            }
        }
    }

    private ValueTask Told(string news, Action change)
    {
        Say(news, change);
        return ValueTask.CompletedTask;
    }

    private Row Find(WebhookEvent webhookEvent) => _rows.Single(row => row.EventId == webhookEvent.Id);

    private void Draw()
    {
        string[] lines =
        [
            "",
            $"{Escape}1m{Line("event", "endpoint", "signed as", "attempts", "outcome")}{Escape}0m",
            .. _rows.Select(row => Line(row.Type, row.EndpointId, row.Scheme, row.Attempts, Paint(row.Outcome))),
            "",
        ];

        // Without wrapping a line is one row of the terminal however narrow that is, and going up by the lines written is right.
        Console.Write($"{Escape}?7l{string.Join('\n', lines)}\n{Escape}?7h");
        _linesDrawn = lines.Length;
    }

    private static string Line(string type, string endpoint, string scheme, string attempts, string outcome) =>
        $"  {type,-19}{endpoint,-10}{scheme,-11}{attempts,-18}{outcome}";

    private static string Paint(Outcome outcome) => outcome switch
    {
        Outcome.Delivered => $"{Escape}32mdelivered{Escape}0m",
        Outcome.DeadLetter => $"{Escape}31mdead letter{Escape}0m",
        _ => $"{Escape}33msending{Escape}0m",
    };

    private enum Outcome
    {
        Sending,
        Delivered,
        DeadLetter,
    }

    private sealed record Row(string EventId, string Type, string EndpointId, string Scheme)
    {
        public string Attempts { get; set; } = "";

        public Outcome Outcome { get; set; }
    }
}
