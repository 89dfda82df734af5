#pragma warning disable xUnit1051 // The example is for readers; it leaves cancelling out.

using Readme;

namespace SparseAutoencoders.Tests;

/// <summary>The library example in the README is <see cref="ReadmeExample"/>, and it runs.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "// README begins", End = "// README ends", Using = "using SparseAutoencoders;";

    private static readonly string Example = File.ReadAllText(RepositoryRoot.File("tests/SparseAutoencoders.Tests/ReadmeExample.cs"));

    [Fact]
    public void Example_runsOnTheImagesInTheRepository()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var data = RepositoryRoot.File("data/fashion-mnist/t10k-images-idx3-ubyte.gz");

        var (codes, outputs, figures, again) = ReadmeExample.Run(data, Path.Combine(folder, "model.safetensors"));

        Assert.Equal(((10000, 64), (10000, 784)), ((codes.Rows, codes.Columns), (outputs.Rows, outputs.Columns)));
        Assert.InRange(figures.ExplainedVariance, 0.5, 1);
        using var images = Choices.BuiltIn.Open(data);
        Assert.Equal(figures.LossTotal, again.Evaluate(images).LossTotal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Example_needsOneUsing() => Assert.Equal([Using], Example.Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal)));

    [Fact]
    public void Example_standsInTheReadmeToTheLetter()
    {
        var begin = Example.IndexOf(Begin + '\n', StringComparison.Ordinal) + Begin.Length + 1;
        var code = string.Join('\n', Example[begin..Example.IndexOf("        " + End, begin, StringComparison.Ordinal)]
            .Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

        Assert.Contains($"```csharp\n{Using}\n\n{code}```\n", File.ReadAllText(RepositoryRoot.File("README.md")), StringComparison.Ordinal);
    }
}
