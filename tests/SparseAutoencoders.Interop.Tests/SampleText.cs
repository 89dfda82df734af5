namespace SparseAutoencoders.Interop.Tests;

/// <summary>Code of a test that a page shows to the letter: what stands between the lines "// begins" and "// ends".</summary>
internal static class SampleText
{
    /// <summary>Asserts that the page has the code of the test.</summary>
    /// <param name="page">The page, from the repository's root.</param>
    /// <param name="test">The test's file, from this project's folder.</param>
    public static void StandsIn(string page, string test)
    {
        var lines = File.ReadAllLines(RepositoryRoot.File($"tests/SparseAutoencoders.Interop.Tests/{test}"));
        int begin = Array.FindIndex(lines, line => line.Trim() == "// begins"), end = Array.FindIndex(lines, line => line.Trim() == "// ends");
        var indent = lines[begin].IndexOf('/', StringComparison.Ordinal);
        var code = string.Join('\n', lines[(begin + 1)..end].Select(line => line.Length > indent ? line[indent..] : line));
        Assert.Contains($"```csharp\n{code}\n```", File.ReadAllText(RepositoryRoot.File(page)), StringComparison.Ordinal);
    }
}
