using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace WebhookDispatch.House.Tests.Documentation;

/// <summary>The documentation file a compiler writes beside an assembly.</summary>
internal sealed partial class XmlDocumentation(XDocument document)
{
    private readonly Dictionary<string, XElement> _members = document.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    public IEnumerable<string> Ids => _members.Keys;

    /// <summary>A project without a public member has no file.</summary>
    public static XmlDocumentation Of(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, project + ".xml");
        return new XmlDocumentation(File.Exists(file) ? XDocument.Load(file) : new XDocument());
    }

    /// <summary>The text of an element of a member's documentation, as a reader sees it; <see langword="null"/> when it is not there.</summary>
    public string? Text(string id, string element) =>
        _members.GetValueOrDefault(id)?.Element(element) is { } found ? Spaces().Replace(string.Concat(found.Nodes().Select(Read)), " ").Trim() : null;

    public bool Inherits(string id) => _members.GetValueOrDefault(id)?.Element("inheritdoc") is not null;

    private static string Read(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { FirstNode: not null } element => string.Concat(element.Nodes().Select(Read)),
        XElement element => (element.Attribute("langword") ?? element.Attribute("name") ?? element.Attribute("cref"))?.Value.Split('.')[^1] ?? " ",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
