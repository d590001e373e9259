using System.Reflection;
using Xunit.v3;

namespace WebhookDispatch.TestKit.Leaks;

/// <summary>Stands on every assembly of tests: a test fails when something leaked while it ran.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WatchForLeaksAttribute : BeforeAfterTestAttribute
{
    private static readonly LeakChannels Channels = new(LeakWatch.OfThisRun);

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Channels.Open();

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => LeakWatch.OfThisRun.ThrowIfLeaked();
}
