using System.Globalization;
using System.Text.RegularExpressions;
using Sae.Tests;

namespace SparseAutoencoders.Interop.Tests.Tables;

/// <summary>docs/tables.md shows samples/tables, and what it prints.</summary>
public sealed partial class TablesPageTests
{
    private const string Page = "docs/tables.md";

    [Fact]
    public void Every_block_of_code_stands_in_the_sample() => SampleText.AreAllOf(Page, [.. new[] { "Pumps", "TableRows", "WithTheLibrary", "Reading", "WithMLNet" }.Select(file => $"samples/tables/{file}.cs")]);

    [Fact]
    public void What_the_sample_and_the_tool_print_stands_on_the_page()
    {
        using var folder = new TestFolder();
        var sample = Tool.Program.Replace($"{Path.DirectorySeparatorChar}Sae{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}Tables{Path.DirectorySeparatorChar}", StringComparison.Ordinal).Replace("sae.dll", "Tables.dll", StringComparison.Ordinal);
        var run = Tool.RunOther("dotnet", folder.Path, sample);
        Assert.True(run.ExitCode == 0, run.Error);
        var shown = SampleText.Blocks(Page, "text").ToList();

        Assert.Equal(shown[0], string.Join('\n', File.ReadLines(folder["pumps.csv"]).Take(4)));
        var printed = run.Output.ReplaceLineEndings("\n").TrimEnd().Split("\none reading: ");
        Assert.Equal(string.Join('\n', shown[1..5]), printed[0]);
        Assert.EndsWith(shown[5] + "\n", Tool.Run(folder.Path, "score", "pumps.safetensors", "pumps-month8.csv", "--top", "3").Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        // ML.NET's numbers come from ONNX Runtime, which rounds as the machine does: words to the letter, numbers to a twentieth.
        var piped = "one reading: " + printed[1];
        Assert.Equal(Number().Replace(shown[6], "#"), Number().Replace(piped, "#"));
        Assert.All(Numbers(shown[6]).Zip(Numbers(piped)), pair => Assert.InRange(pair.Second, (0.95 * pair.First) - 0.02, (1.05 * pair.First) + 0.02));
    }

    private static IEnumerable<double> Numbers(string text) => Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
