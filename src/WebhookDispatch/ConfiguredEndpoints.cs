using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using WebhookDispatch.Directory;

namespace WebhookDispatch;

/// <summary>
/// Reads the endpoints of the section <c>WebhookDispatch</c>, at start and at each reload. What is wrong is kept with them instead
/// of thrown: an exception within a reload ends in whoever watches the file, which tells nobody.
/// </summary>
internal sealed class ConfiguredEndpoints(IConfiguration section) : IConfigureOptions<EndpointsOptions>
{
    public void Configure(EndpointsOptions options)
    {
        string[] unknown = [.. ConfiguredKeys.InEndpoints(section)];
        if (unknown.Length > 0)
        {
            options.Fault = new OptionsValidationException(Options.DefaultName, typeof(EndpointsOptions), unknown);
            return;
        }

        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            options.Fault = exception;
        }
    }
}
