using Microsoft.AspNetCore.Http;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore.Verifying;

/// <summary>The secrets of one scheme, as they are when a request comes.</summary>
internal sealed record SchemeSecrets(WebhookScheme Scheme, Func<HttpContext, ValueTask<IReadOnlyList<WebhookSecret>>> ReadAsync);
