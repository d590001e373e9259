using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace WebhookDispatch.Benchmarks.Receive;

/// <summary>
/// The least that keeps the promise, written by hand for this one sender: verifies, stores id and body once, answers. No handler, no history, no
/// retries, no limits, no metrics. What a receiver with the package can come near to, on the machine of the run.
/// </summary>
internal sealed class HandWrittenApp(string store) : IReceivingApp
{
    private readonly byte[] _key = Convert.FromBase64String(SignedLoad.SecretText["whsec_".Length..]);

    public string Name => $"{store} by hand";

    public bool UsesServer => store == "postgres";

    public string Description => $"no package: a signature checked and id and body stored once in {store}, as little code as does it; no handler";

    public void Register(WebApplicationBuilder builder, string folder, string database) => builder.Services.AddSingleton<IHandWrittenStore>(_ => store switch
    {
        "memory" => new HandWrittenMemory(),
        "sqlite" => new HandWrittenSqlite(Path.Combine(folder, "by-hand.db")),
        _ => new HandWrittenPostgres(database),
    });

    public void Map(WebApplication app)
    {
        var kept = app.Services.GetRequiredService<IHandWrittenStore>();
        RequestDelegate take = context => TakeAsync(context, kept);
        app.MapPost(SignedLoad.Path, take);
    }

    private async Task TakeAsync(HttpContext context, IHandWrittenStore kept)
    {
        var headers = context.Request.Headers;
        var (id, timestamp) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString());
        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        if (!IsSigned(id, timestamp, body, headers["webhook-signature"].ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await kept.StoreOnceAsync(id, body);
    }

    private bool IsSigned(string id, string timestamp, byte[] body, string signature)
    {
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture);
        var signed = ArrayPool<byte>.Shared.Rent(id.Length + timestamp.Length + 2 + body.Length);
        var length = Encoding.ASCII.GetBytes(id, signed);
        signed[length++] = (byte)'.';
        length += Encoding.ASCII.GetBytes(timestamp, signed.AsSpan(length));
        signed[length++] = (byte)'.';
        body.CopyTo(signed.AsSpan(length));
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, signed.AsSpan(0, length + body.Length), expected);
        ArrayPool<byte>.Shared.Return(signed);
        Span<byte> told = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Math.Abs(age) <= 300
            && Convert.TryFromBase64Chars(signature.AsSpan("v1,".Length), told, out _)
            && CryptographicOperations.FixedTimeEquals(expected, told);
    }
}
