using WebhookDispatch.Stores;

namespace WebhookDispatch.Simulation.Tests.Checking;

/// <summary>
/// Whose turn it is at an endpoint whose events go in order: the lowest id, alone; one that was published for later takes its turn
/// when it is due. A process that does not know an endpoint yet may claim for it out of turn: it hands that back, and what counts
/// is what is sent.
/// </summary>
internal static class OrderRules
{
    /// <returns>Why a claim is not in its turn, or <see langword="null"/> when it is.</returns>
    internal static string? OutOfTurn(Course course, IEnumerable<Course> all, DateTimeOffset now)
    {
        foreach (var other in all.Where(other => other != course && other.EndpointId == course.EndpointId && other.State == DeliveryState.Waiting && !other.IsForgotten))
        {
            if (other.Token != 0 && other.DueAt > now)
            {
                return $"was sent by a claim that was made while {other.Id} was in flight";
            }

            if (other.Id < course.Id && !(other.DueAt > now && other.Attempts == 0 && other.Claims == 0))
            {
                return $"was sent by a claim that was made before that of {other.Id}, whose turn it was";
            }
        }

        return null;
    }
}
