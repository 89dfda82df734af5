#pragma warning disable IDE0130, xUnit1051 // Outside the library's namespace, as its users are; and cancelling is left out, for readers.

using SparseAutoencoders;

namespace Readme;

/// <summary>The library example in the README is this code.</summary>
internal static class ReadmeExample
{
    public static (Matrix<float> Codes, Matrix<float> Outputs, Evaluation Figures, SparseAutoencoder Again) Run(string data, string file)
    {
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

        return (codes, outputs, figures, again);
    }
}
