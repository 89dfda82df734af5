namespace SparseAutoencoders.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Public_api_is_the_approved_one()
    {
        var actual = PublicApi.Text(typeof(SparseAutoencoder).Assembly);
        var path = Path.Combine(AppContext.BaseDirectory, "PublicApi.txt");
        File.WriteAllText(path, actual);
        var approved = RepositoryRoot.File("tests/SparseAutoencoders.Tests/PublicApi.txt");
        string[] before = [.. File.ReadAllText(approved).Split('\n')], now = [.. actual.Split('\n')];
        Assert.True(before.SequenceEqual(now),
            $"The public API changed.{Lines("+ ", now.Except(before))}{Lines("- ", before.Except(now))}\nIf that is meant: cp '{path}' '{approved}'");
    }

    private static string Lines(string mark, IEnumerable<string> lines) => string.Concat(lines.Select(line => $"\n{mark}{line.Trim()}"));
}
