#pragma warning disable xUnit1051 // The example is for readers; it leaves cancelling out.

namespace SparseAutoencoders.Tests;

/// <summary>The library example in the README is this code, and it runs.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "// README begins", End = "// README ends";

    [Fact]
    public void Example_runsOnTheImagesInTheRepository()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (data, file) = (RepositoryRoot.File("data/fashion-mnist/t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "model.safetensors"));

        // README begins
        using IRows images = Choices.BuiltIn.Open(data);
        var options = new TrainingOptions { HiddenUnits = 64, Sparsity = new KlOptions { Rho = 0.05 }, Optimizer = new AdamOptions { Epochs = 5 } };
        var progress = new Progress<TrainingProgress>(p => Console.WriteLine($"epoch {p.Done}: loss {p.LossTotal:F2}"));
        SparseAutoencoder model = SparseAutoencoder.Train(images, options, progress);

        Matrix<float> codes = model.Encode(images).ToMatrix<float>();              // (10000, 64), each in (0, 1)
        Matrix<float> outputs = model.Reconstruct(images).ToMatrix<float>();       // (10000, 784), in the data's own units
        Evaluation figures = model.Evaluate(images);
        Console.WriteLine($"mean activation {figures.MeanActivation:F3}, explained variance {figures.ExplainedVariance:P0}");
        model.Save(file);
        SparseAutoencoder again = SparseAutoencoder.Load(file);
        // README ends

        Assert.Equal((10000, 64), (codes.Rows, codes.Columns));
        Assert.Equal((10000, 784), (outputs.Rows, outputs.Columns));
        Assert.InRange(figures.ExplainedVariance, 0.5, 1);
        Assert.Equal(figures.LossTotal, again.Evaluate(images).LossTotal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Example_standsInTheReadmeToTheLetter()
    {
        var test = File.ReadAllText(RepositoryRoot.File("tests/SparseAutoencoders.Tests/ReadmeTests.cs"));
        var begin = test.IndexOf(Begin + '\n', StringComparison.Ordinal) + Begin.Length + 1;
        var example = string.Join('\n', test[begin..test.IndexOf("        " + End, begin, StringComparison.Ordinal)]
            .Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

        Assert.Contains(example, File.ReadAllText(RepositoryRoot.File("README.md")), StringComparison.Ordinal);
    }
}
