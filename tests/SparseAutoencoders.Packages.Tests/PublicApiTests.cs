using System.Reflection;
using Sae.Tests;

namespace SparseAutoencoders.Packages.Tests;

public sealed class PublicApiTests
{
    /// <summary>The library and its companions, by the names of their projects.</summary>
    public static TheoryData<string> Libraries { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(Tool.Repository, "src"), "SparseAutoencoders*").Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicApi_isTheApprovedOne(string library)
    {
        var actual = PublicApi.Text(Assembly.Load(library));
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "PublicApi")).FullName;
        var (path, approved) = (Path.Combine(folder, $"{library}.txt"), Path.Combine(Tool.Repository, "tests", "SparseAutoencoders.Packages.Tests", "PublicApi", $"{library}.txt"));
        File.WriteAllText(path, actual);
        string[] before = File.Exists(approved) ? [.. File.ReadAllText(approved).Split('\n')] : [], now = [.. actual.Split('\n')];
        Assert.True(before.SequenceEqual(now),
            $"The public API changed.{Lines("+ ", now.Except(before))}{Lines("- ", before.Except(now))}\nIf that is meant: cp '{path}' '{approved}'");
    }

    private static string Lines(string mark, IEnumerable<string> lines) => string.Concat(lines.Select(line => $"\n{mark}{line.Trim()}"));
}
