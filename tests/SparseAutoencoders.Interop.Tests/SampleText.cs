namespace SparseAutoencoders.Interop.Tests;

/// <summary>Code of a test or a sample that a page shows to the letter: what stands between the lines "// begins" and "// ends".</summary>
internal static class SampleText
{
    /// <summary>Asserts that the page has the code of the test.</summary>
    /// <param name="page">The page, from the repository's root.</param>
    /// <param name="test">The test's file, from this project's folder.</param>
    public static void StandsIn(string page, string test)
    {
        var code = Assert.Single(Passages(RepositoryRoot.File($"tests/SparseAutoencoders.Interop.Tests/{test}")));
        Assert.Contains($"```csharp\n{code}\n```", File.ReadAllText(RepositoryRoot.File(page)), StringComparison.Ordinal);
    }

    /// <summary>Asserts that the page's blocks of C# are the passages of these files, all of them and in this order.</summary>
    /// <param name="page">The page, from the repository's root.</param>
    /// <param name="files">The files, from the repository's root.</param>
    public static void AreAllOf(string page, params string[] files) =>
        Assert.Equal(files.SelectMany(file => Passages(RepositoryRoot.File(file))), Blocks(page, "csharp"));

    /// <summary>The page's blocks of one language.</summary>
    public static IEnumerable<string> Blocks(string page, string language) => File.ReadAllText(RepositoryRoot.File(page))
        .Split($"\n```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)]);

    private static List<string> Passages(string file)
    {
        var lines = File.ReadAllLines(file);
        List<string> passages = [];
        for (var begin = 0; (begin = Array.FindIndex(lines, begin, line => line.Trim() == "// begins")) >= 0; begin++)
        {
            var (end, indent) = (Array.FindIndex(lines, begin, line => line.Trim() == "// ends"), lines[begin].IndexOf('/', StringComparison.Ordinal));
            passages.Add(string.Join('\n', lines[(begin + 1)..end].Select(line => line.Length > indent ? line[indent..] : line)));
        }
        return passages;
    }
}
