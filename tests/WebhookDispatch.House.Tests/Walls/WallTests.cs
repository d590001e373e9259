using System.Reflection;
using System.Xml.Linq;
using WebhookDispatch.House.Tests.Reading;

namespace WebhookDispatch.House.Tests.Walls;

public sealed class WallTests
{
    private static readonly Wall Store = new("Store", ["WebhookDispatch"], ["Npgsql"]);

    [Theory]
    [MemberData(nameof(Projects.Rows), MemberType = typeof(Projects))]
    public void A_project_knows_only_what_its_wall_lets_in(string project)
    {
        var wall = Wall.All.SingleOrDefault(wall => wall.Project == project);
        Assert.True(wall is not null, $"{project} has no wall; draw it into {nameof(Wall)}.{nameof(Wall.All)}.");

        var file = XDocument.Parse(Repository.File($"src/{project}/{project}.csproj").Text);
        Rule.Holds("A reference that the drawing does not have.", WallRules.Faults(wall, file).Concat(WallRules.Faults(wall, Projects.Load(project).GetReferencedAssemblies())));
    }

    [Fact]
    public void References_through_a_wall_are_found()
    {
        var file = XDocument.Parse("""
            <Project><ItemGroup>
              <ProjectReference Include="../WebhookDispatch/WebhookDispatch.csproj" />
              <ProjectReference Include="..\WebhookDispatch.Sqlite\WebhookDispatch.Sqlite.csproj" />
              <PackageReference Include="Npgsql.OpenTelemetry" />
              <PackageReference Include="NpgsqlOther" />
              <FrameworkReference Include="Microsoft.AspNetCore.App" />
              <Compile Include="Other.cs" />
            </ItemGroup></Project>
            """);
        AssemblyName[] built = [new("System.Runtime"), new("Npgsql"), new("WebhookDispatch"), new("Microsoft.AspNetCore.Http"), new("WebhookDispatch.Sqlite")];

        Assert.Equal(3, WallRules.Faults(Store, file).Count());
        Assert.Equal(["Store.dll uses Microsoft.AspNetCore.Http.", "Store.dll uses WebhookDispatch.Sqlite."], WallRules.Faults(Store, built));
    }
}
