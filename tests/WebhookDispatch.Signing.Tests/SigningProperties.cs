using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace WebhookDispatch.Signing.Tests;

/// <summary>What holds for any body, id, secret and header.</summary>
public sealed class SigningProperties
{
    private static readonly Gen<char> IdCharacter = Gen.Elements(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c != '.'));

    private static readonly Gen<string> Id = Gen.Choose(1, 256).SelectMany(length => Gen.ArrayOf(IdCharacter, length)).Select(characters => new string(characters));

    private static readonly Gen<WebhookSecret> Secret = Gen.Choose(24, 64)
        .SelectMany(length => Gen.ArrayOf(AnyByte, length))
        .Select(bytes => WebhookSecret.Parse("whsec_" + Convert.ToBase64String(bytes)));

    private static readonly Gen<TestRequest> Request =
        from scheme in Gen.Elements(Secrets.AllSchemes)
        from id in Id
        from timestamp in Gen.Choose(1, int.MaxValue)
        from body in Gen.ArrayOf(AnyByte)
        from secret in Secret
        select TestRequest.Sign(scheme, id, timestamp, body, secret) with { Secret = secret };

    private static Gen<byte> AnyByte => Gen.Choose(0, 255).Select(value => (byte)value);

    [Fact]
    public void Whatever_is_signed_verifies() =>
        Check(Request, request => Verify(request).IsValid);

    [Fact]
    public void Any_flipped_bit_is_refused() =>
        Check(
            from request in Request
            from part in Gen.Choose(0, 3)
            from position in Gen.Choose(0, int.MaxValue)
            from bit in Gen.Choose(0, 7)
            select (request, Flipped: Flip(request, part, position, bit)),
            pair => pair.Flipped == pair.request || !Verify(pair.Flipped).IsValid);

    [Fact]
    public void Arbitrary_headers_neither_throw_nor_verify() =>
        Check(
            from request in Request
            from id in AnyText
            from timestamp in AnyText
            from signature in AnyText
            select request with { Id = id, Timestamp = timestamp, Signature = signature },
            request => !Verify(request).IsValid);

    [Fact]
    public void An_arbitrary_signature_beside_good_headers_neither_throws_nor_verifies() =>
        Check(
            from request in Request
            from noise in AnyText
            from prefix in Gen.Elements("", "v1,", "v1=", "sha256=", "v0=", "t=" + request.Timestamp + ",v1=")
            select request with { Signature = prefix + noise },
            request => !Verify(request).IsValid);

    [Fact]
    public void Any_one_of_many_signatures_in_any_position_is_accepted() =>
        Check(
            from scheme in Gen.Elements(WebhookScheme.Standard, WebhookScheme.Svix, WebhookScheme.Stripe)
            from count in Gen.Choose(1, 10)
            from position in Gen.Choose(0, count - 1)
            from secrets in Gen.ArrayOf(Secret, count)
            select (Request: TestRequest.Sign(scheme, secrets) with { Secret = secrets[position] }, count),
            pair => Verify(pair.Request, TestRequest.Now).IsValid);

    [Fact]
    public void Any_one_of_many_secrets_in_any_position_is_accepted() =>
        Check(
            from scheme in Gen.Elements(Secrets.AllSchemes)
            from count in Gen.Choose(1, 10)
            from position in Gen.Choose(0, count - 1)
            from secrets in Gen.ArrayOf(Secret, count)
            select (Request: TestRequest.Sign(scheme, secrets[position]), secrets),
            pair => pair.Request.VerifyBy(pair.secrets).IsValid);

    [Fact]
    public void Another_secret_never_verifies() =>
        Check(
            from request in Request
            from other in Secret
            select (request, Other: request with { Secret = other }),
            pair => pair.request.Secret == pair.Other.Secret || Verify(pair.Other).Reason == WebhookVerificationResult.SignatureMismatch);

    private static Gen<string> AnyText =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.ArrayOf(Gen.Elements("v1,", "v1=", "t=", "1", " ", ",", "AAAA", "=", "\0", "\u00AD", "é")).Select(string.Concat));

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(values.ToArbitrary(), holds));

    private static WebhookVerification Verify(TestRequest request) =>
        Verify(request, long.TryParse(request.Timestamp, CultureInfo.InvariantCulture, out var timestamp) ? timestamp : TestRequest.Now);

    private static WebhookVerification Verify(TestRequest request, long now) => request.VerifyAt(now, request.Secret!);

    /// <summary>Flips one bit of a signed part; the same request where the part is not signed or empty.</summary>
    private static TestRequest Flip(TestRequest request, int part, int position, int bit) => part switch
    {
        0 when request.Body.Length > 0 => request with { Body = Flip(request.Body, position, bit) },
        1 when request.Scheme.IsIdSigned => request with { Id = Flip(request.Id, position, bit) },
        2 when request.Scheme.TimestampHeader is not null => request with { Timestamp = Flip(request.Timestamp, position, bit) },
        3 => request with { Signature = Flip(request.Signature, position, bit) },
        _ => request,
    };

    private static byte[] Flip(byte[] bytes, int position, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[position % flipped.Length] ^= (byte)(1 << bit);
        return flipped;
    }

    private static string Flip(string text, int position, int bit)
    {
        var flipped = text.ToCharArray();
        flipped[position % flipped.Length] ^= (char)(1 << bit);
        return new string(flipped);
    }
}
