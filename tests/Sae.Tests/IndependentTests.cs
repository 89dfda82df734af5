using System.Text.RegularExpressions;

namespace Sae.Tests;

/// <summary>Tests need Python and numpy, and nothing else of Python's: peers and what golden values are made with are installed for measuring alone.</summary>
public sealed partial class IndependentTests
{
    // Run by hand: peers of the benchmarks, whose smoke run starts none (PeerProcess), a sample's preparation, and the maker of the golden values.
    private static readonly string[] ByHand = ["bench/peers/", "samples/", "tests/SparseAutoencoders.Tests/Golden/", "tests/SparseAutoencoders.Tests/Exchange/Fixtures/"];

    private static readonly string[] Built = ["artifacts", "bin", "obj", ".git"];

    [Fact]
    public void Scripts_that_tests_run_import_nothing_but_Pythons_own_library_and_numpy()
    {
        var scripts = Files("*.py").Where(file => !IsByHand(file)).ToList();
        Assert.Contains("tests/Sae.Tests/independent/figures.py", scripts);
        var imports = Independent.Run("imports.py", scripts.Select(script => Path.Combine(Tool.Repository, script)));
        Assert.Equal(scripts.Count, imports.Count);
        foreach (var (script, names) in imports)
            Assert.All(names!.AsArray(), name => Assert.True((string?)name == "numpy", $"{script} imports {name}, which ./test does not install"));
    }

    // These run the scripts of tests/Sae.Tests/independent alone, and peers where it is no smoke run.
    [Fact]
    public void Python_is_started_from_two_places_alone() => Assert.Equal(
        ["bench/SparseAutoencoders.Benchmarks/Speed/PeerProcess.cs", "tests/Sae.Tests/Independent.cs"],
        Files("*.cs").Where(file => Interpreter().IsMatch(Text(file))).Order(StringComparer.Ordinal));

    private static bool IsByHand(string file) => ByHand.Any(folder => file.StartsWith(folder, StringComparison.Ordinal));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Tool.Repository, file));

    /// <summary>Files of the repository, by their paths from its root.</summary>
    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Tool.Repository, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Tool.Repository, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !file.Split('/').Intersect(Built).Any());

    [GeneratedRegex("""["/]python3?["]""")]
    private static partial Regex Interpreter();
}
