using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WebhookDispatch.AspNetCore.Tests.Hosting;
using WebhookDispatch.Signing;
using WebhookDispatch.TestKit;

namespace WebhookDispatch.AspNetCore.Tests.Answers;

/// <summary>Middleware that has had the body before, and handlers and filters that answer on their own.</summary>
public sealed class OthersInTheWayTests
{
    [Fact]
    public async Task An_answer_that_a_handler_has_written_stays_whole()
    {
        await using var host = await WritingAsync(_ => Task.CompletedTask);

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal((HttpStatusCode.OK, "mine"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Patience.Token)));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_answer_that_a_handler_has_begun_and_then_thrown_upon_is_broken_off_and_told()
    {
        await using var host = await WritingAsync(_ => throw new IOException("The disk is full."));

        // Whether the head arrives before the connection ends is the network's; the whole never does.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.SendAsync(SignedRequest.Of("{}")));

        await host.Logs.WhenAsync(line => line.Id == 4006 && line.Text.Contains("The disk is full.", StringComparison.Ordinal));
        await host.Logs.WhenAsync(line => line.Id == 4012 && line.Text.StartsWith("Receiver /hooks could not answer 500: a handler or a filter had begun to answer 200.", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal) && line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task What_a_filter_has_answered_in_the_receivers_place_stays_and_is_told()
    {
        await using var host = await ReceiverHost.StartAsync(null, (app, _) => app.MapWebhooks("/hooks", Complete).AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            await context.HttpContext.Response.WriteAsync("over there", Patience.Token);
            return await next(context);
        }));

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal((307, "over there"), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Patience.Token)));
        await host.Logs.WhenAsync(line => line.Id == 4012);
    }

    [Theory]
    [InlineData("read and rewound", HttpStatusCode.OK, null)]
    [InlineData("read", HttpStatusCode.Unauthorized, "body_altered")]
    [InlineData("read without a buffer", HttpStatusCode.Unauthorized, "body_altered")]
    [InlineData("replaced", HttpStatusCode.Unauthorized, "body_altered")]
    public async Task A_body_that_something_else_has_had_is_not_taken_for_a_wrong_secret(string before, HttpStatusCode expected, string? reason)
    {
        await using var host = await BehindAsync(async context =>
        {
            if (before is "read and rewound" or "read")
            {
                context.Request.EnableBuffering();
            }

            await new StreamReader(context.Request.Body, leaveOpen: true).ReadToEndAsync(Patience.Token);
            if (before == "read and rewound")
            {
                context.Request.Body.Position = 0;
            }

            context.Request.Body = before == "replaced" ? new MemoryStream(Encoding.UTF8.GetBytes("{ }")) : context.Request.Body;
        });

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Patience.Token));
        Assert.Equal(reason is null ? [] : [$"Receiver /hooks refused a request with 401: {reason}."], host.Logs.Lines.Where(line => line.Id == 4001).Select(line => line.Text));
    }

    [Theory]
    [InlineData(typeof(InvalidDataException), HttpStatusCode.BadRequest, 4001)]
    [InlineData(typeof(InvalidOperationException), HttpStatusCode.InternalServerError, 4007)]
    public async Task A_body_that_what_unpacks_it_before_cannot_read_is_answered_and_counted_by_the_receiver(Type failure, HttpStatusCode expected, int log)
    {
        await using var host = await BehindAsync(context =>
        {
            context.Request.Body = new FailingStream((Exception)Activator.CreateInstance(failure)!);
            return Task.CompletedTask;
        });

        using var answer = await host.SendAsync(SignedRequest.Of("{}"));

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Id == log && line.Category.StartsWith("WebhookDispatch", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal) && line.Level >= LogLevel.Error);
    }

    private static void Complete(WebhookReceiverBuilder hooks) => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(_ => Task.CompletedTask);

    private static Task<ReceiverHost> WritingAsync(Func<HttpContext, Task> then) => ReceiverHost.StartAsync(
        services => services.AddHttpContextAccessor(),
        (app, _) => app.MapWebhooks("/hooks", hooks => hooks.Verify(WebhookScheme.Standard, SignedRequest.Secret).OnOther(async webhook =>
        {
            var context = webhook.Services.GetRequiredService<IHttpContextAccessor>().HttpContext!;
            await context.Response.WriteAsync("mine", Patience.Token);
            await then(context);
        })));

    private static Task<ReceiverHost> BehindAsync(Func<HttpContext, Task> before) => ReceiverHost.StartAsync(null, (app, _) =>
    {
        app.Use(async (context, next) =>
        {
            await before(context);
            await next(context);
        });
        app.MapWebhooks("/hooks", Complete);
    });

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw failure;
    }
}
