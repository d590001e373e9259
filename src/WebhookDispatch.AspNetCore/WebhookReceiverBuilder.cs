using System.Data.Common;
using Microsoft.AspNetCore.Http;
using WebhookDispatch.AspNetCore.Senders;
using WebhookDispatch.AspNetCore.Verifying;
using WebhookDispatch.Signing;

namespace WebhookDispatch.AspNetCore;

/// <summary>Says who may send to a receiver and what is done with what they send.</summary>
public sealed partial class WebhookReceiverBuilder
{
    private readonly List<Func<VerifierSettings, RequestVerifier>> _verifiers = [];

    internal WebhookReceiverBuilder()
    {
    }

    /// <summary>The limits.</summary>
    public WebhookReceiverOptions Options { get; } = new();

    internal IReadOnlyList<Func<VerifierSettings, RequestVerifier>> Verifiers => _verifiers;

    /// <summary>Where its senders put signatures.</summary>
    internal HashSet<string> SignatureHeaders { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal string? Name { get; private set; }

    internal Func<IServiceProvider, CancellationToken, ValueTask<DbTransaction>>? BeginTransaction { get; private set; }

    internal Func<HttpContext, string>? SourceOf { get; private set; }

    internal Func<WebhookRequest, string?>? IdOf { get; private set; }

    internal Func<WebhookRequest, string?>? TypeOf { get; private set; }

    /// <summary>Accepts what is signed by a scheme with any of these secrets. Call it again to accept another scheme as well.</summary>
    /// <param name="scheme">
    /// The scheme. It also says where the id and type of an event are, and what is answered without a handler (GitHub's ping, Slack's and Zoom's
    /// challenge). One without <see cref="WebhookScheme.HasReplayProtection"/> (GitHub, Shopify, plain hex) lets a recorded request pass again
    /// for as long as the secret lives: only an inbox protects from that.
    /// </param>
    /// <param name="secrets">1 to 10 secrets.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, params ReadOnlySpan<WebhookSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        WebhookSecret[] copy = [.. secrets];
        SignatureHeaders.Add(scheme.SignatureHeader);
        _verifiers.Add(settings => new FixedVerifier(settings.Create(scheme, copy), copy[0]));
        return this;
    }

    /// <summary>As <see cref="Verify(WebhookScheme, ReadOnlySpan{WebhookSecret})"/>, with the secrets as the texts that the sender handed out.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">1 to 10 texts, read as the scheme means them: see <see cref="WebhookScheme.IsKeyedByText"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A text is missing or is no secret of the scheme; the message says why, never the text.</exception>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, params ReadOnlySpan<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        return Verify(scheme, SchemeSecret.Read(scheme, secrets));
    }

    /// <summary>
    /// Accepts what is signed with the secrets of the moment, such as those of an <c>IOptionsMonitor</c>. Secrets that cannot be used after a
    /// change are logged, and the former ones stay; when none are left, every request is refused.
    /// </summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">Gives the texts. Called for every request, so it should only look them up.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">There are no secrets now, or one is no secret of the scheme.</exception>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, Func<IReadOnlyList<string>> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(secrets);
        SignatureHeaders.Add(scheme.SignatureHeader);
        _verifiers.Add(settings =>
        {
            var texts = new SecretTexts(scheme, secrets, settings.Logger);
            return new ReloadingVerifier(new SchemeSecrets(scheme, _ => new(texts.Read())), settings);
        });
        return this;
    }

    /// <summary>Accepts what is signed with the secrets of whoever a request says it is from: a tenant in the route, a key id in a header.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="secrets">
    /// Gives the secrets; none for a sender that is not known, who gets the same answer, as slowly, as one who signs wrongly. Called for every
    /// request before it is trusted. What it throws is logged and answered 500.
    /// </param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder Verify(WebhookScheme scheme, Func<HttpContext, ValueTask<IReadOnlyList<WebhookSecret>>> secrets)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(secrets);
        SignatureHeaders.Add(scheme.SignatureHeader);
        _verifiers.Add(settings => new ReloadingVerifier(new SchemeSecrets(scheme, secrets), settings));
        return this;
    }

    /// <summary>Accepts what code of your own finds authentic, for a way of signing that no <see cref="WebhookScheme"/> describes.</summary>
    /// <param name="verify">Says who sent it, or <see langword="null"/> when it is not authentic, which is answered 401. What it throws is logged and answered 500.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder Verify(Func<WebhookRequest, ValueTask<VerifiedSender?>> verify)
    {
        ArgumentNullException.ThrowIfNull(verify);
        _verifiers.Add(_ => new CustomVerifier(verify));
        return this;
    }

    /// <summary>
    /// Runs handlers inside a transaction that also holds that the webhook came: it is committed when the handler is done, and rolled back
    /// when it is not. A copy waits for it. Needs an inbox in the same PostgreSQL database, and the mode Inline.
    /// </summary>
    /// <param name="begin">Begins the transaction, given the services of the request. Its connection stays with whoever made it, such as a scoped service.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder InTransaction(Func<IServiceProvider, CancellationToken, ValueTask<DbTransaction>> begin)
    {
        ArgumentNullException.ThrowIfNull(begin);
        BeginTransaction = begin;
        return this;
    }

    /// <summary>Names the receiver in logs, metrics and an inbox.</summary>
    /// <param name="name">The name; every receiver of a program has one of its own, for an inbox of at most 128 characters. By default it is the pattern, which groups of routes can hold twice.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        return this;
    }

    /// <summary>Says whose ids a request goes by, where one route serves several senders. Two webhooks are the same when source and id are.</summary>
    /// <param name="source">
    /// Gives the name, such as the tenant's: 1 to 128 characters, compared byte by byte; a request for which it gives none is logged and
    /// answered 500. By default it is the receiver's.
    /// </param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder From(Func<HttpContext, string> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        SourceOf = source;
        return this;
    }

    /// <summary>Says whose ids requests go by.</summary>
    /// <param name="source">The name, of 1 to 128 characters. Routes with one name share their ids, as when a sender moves to another path.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is blank, or longer.</exception>
    public WebhookReceiverBuilder From(string source)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        return source.Length <= EventSources.MaxLength
            ? From(_ => source)
            : throw new ArgumentException($"The source has {source.Length} characters; give 1 to {EventSources.MaxLength}.", nameof(source));
    }

    /// <summary>Reads the id of an event where the sender puts it. Only called for what is verified.</summary>
    /// <param name="id">Gives 1 to 256 visible ASCII characters, or <see langword="null"/> to have it read as the scheme says.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder ReadId(Func<WebhookRequest, string?> id)
    {
        ArgumentNullException.ThrowIfNull(id);
        IdOf = id;
        return this;
    }

    /// <summary>Reads the type of an event where the sender puts it, which also lets bodies through that are not JSON. Only called for what is verified.</summary>
    /// <param name="type">Gives 1 to 256 visible ASCII characters, or <see langword="null"/> to have it read as the scheme says.</param>
    /// <returns>This builder.</returns>
    public WebhookReceiverBuilder ReadType(Func<WebhookRequest, string?> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        TypeOf = type;
        return this;
    }
}
