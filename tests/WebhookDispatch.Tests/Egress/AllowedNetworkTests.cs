using WebhookDispatch.Egress;

namespace WebhookDispatch.Tests.Egress;

public sealed class AllowedNetworkTests
{
    [Theory]
    [InlineData("10.2.0.0/16", "10.2.0.0/16")]
    [InlineData("10.2.0.0/16:8443", "10.2.0.0/16:8443")]
    [InlineData("10.2.0.5/32:1", "10.2.0.5/32:1")]
    [InlineData("127.0.0.0/8", "127.0.0.0/8")]
    [InlineData("[fd00::]/8:443", "[fd00::]/8:443")]
    [InlineData("fd00::/8", "[fd00::]/8")]
    [InlineData("fd00::/8:65535", "[fd00::]/8:65535")]
    [InlineData("[::1]/128:5005", "[::1]/128:5005")]
    [InlineData("FC00:0:0:0:0:0:0:0/7", "[fc00::]/7")]
    [InlineData("64:ff9b:1::/48", "[64:ff9b:1::]/48")]
    public void A_network_is_read_and_printed_in_one_form(string text, string printed)
    {
        var network = AllowedNetwork.Parse(text);

        Assert.Equal(printed, network.ToString());
        Assert.Equal(network, AllowedNetwork.Parse(printed));
        Assert.True(AllowedNetwork.TryParse(text, out var same));
        Assert.Equal(network.GetHashCode(), same.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.2.0.0")]
    [InlineData("/16")]
    [InlineData("10.2/16")]
    [InlineData("010.2.0.0/16")]
    [InlineData("0x0a020000/16")]
    [InlineData("10.2.0.0/+16")]
    [InlineData("10.2.0.0/016")]
    [InlineData("10.2.0.0/33")]
    [InlineData("10.2.0.0/16:")]
    [InlineData("10.2.0.0/16:0")]
    [InlineData("10.2.0.0/16:65536")]
    [InlineData("10.2.0.0/16:08443")]
    [InlineData("10.2.0.0/16:443:443")]
    [InlineData("[10.2.0.0]/16")]
    [InlineData("[/8")]
    [InlineData("[]/8")]
    [InlineData("[fd00::/8")]
    [InlineData("fe80::%1/10")]
    [InlineData("localhost/32")]
    [InlineData("10.2.0.1/16")]
    [InlineData("fd00::1/8")]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/8")]
    [InlineData("10.0.0.0/7")]
    [InlineData("::/0")]
    [InlineData("::/8")]
    [InlineData("fc00::/6")]
    [InlineData("224.0.0.0/8")]
    [InlineData("255.255.255.255/32")]
    [InlineData("ff02::/16")]
    [InlineData("::/128")]
    [InlineData("::ffff:10.2.0.0/112")]
    public void What_is_no_network_is_refused_by_its_text_and_with_what_to_write(string text)
    {
        Assert.False(AllowedNetwork.TryParse(text, out _));

        var error = Assert.Throws<FormatException>(() => AllowedNetwork.Parse(text));
        Assert.StartsWith($"\"{text}\" ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_differ_by_address_prefix_and_port()
    {
        string[] texts = ["10.2.0.0/16", "10.3.0.0/16", "10.2.0.0/17", "10.2.0.0/16:443", "10.2.0.0/16:8443"];

        Assert.Equal(texts.Length, texts.Select(AllowedNetwork.Parse).Distinct().Count());
        Assert.False(AllowedNetwork.TryParse(null, out _));
    }
}
