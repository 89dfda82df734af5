namespace Sae.Tests.Commands;

public sealed class CheckCommandTests
{
    [Fact]
    public void Every_gradient_is_right()
    {
        var json = Tool.Run(Path.GetTempPath(), "check", "--json").Ok().Json;
        var cases = json["cases"]!.AsArray();
        Assert.Equal(["max_relative_error", "cases"], json.Select(pair => pair.Key));
        Assert.True(cases.Count >= 12, $"{cases.Count} cases");
        Assert.All(cases, one => Assert.InRange((double)one!["error"]!, 0, (double)json["max_relative_error"]!));
        Assert.Equal(cases.Count, cases.Select(one => (string)one!["name"]!).Distinct().Count());
        Assert.True((double)json["max_relative_error"]! < 1e-9);
    }
}
