using SparseAutoencoders.Tests.Model;

namespace SparseAutoencoders.Tests.Training;

/// <summary>Rows to learn from, and shorthands for learning and judging within a test.</summary>
internal static class Samples
{
    /// <summary>Rows in [0, 1] with structure: four prototypes, mixed, with a little noise.</summary>
    public static double[,] Numbers(int rows, int inputs, ulong seed = 1)
    {
        var (prototypes, shares, noise) = (Networks.Numbers(4, inputs, 77), Networks.Numbers(rows, 4, seed), Networks.Numbers(rows, inputs, seed + 1));
        var numbers = new double[rows, inputs];
        for (var r = 0; r < rows; r++)
        {
            var sum = shares[r, 0] + shares[r, 1] + shares[r, 2] + shares[r, 3];
            for (var j = 0; j < inputs; j++)
            {
                for (var p = 0; p < 4; p++) numbers[r, j] += 0.9 * shares[r, p] / sum * prototypes[p, j];
                numbers[r, j] += 0.1 * noise[r, j];
            }
        }
        return numbers;
    }

    /// <summary>The same as rows of single precision.</summary>
    public static IRows Rows(int rows, int inputs, ulong seed = 1) => SparseAutoencoders.Rows.From(Numbers(rows, inputs, seed).ToMatrix<float>());

    /// <summary>The first images of the repository's data, in [0, 1].</summary>
    public static IRows Images(int count)
    {
        using var file = Choices.BuiltIn.Open(RepositoryRoot.File("data/fashion-mnist/t10k-images-idx3-ubyte.gz"));
        return SparseAutoencoders.Rows.From(file.Slice(0, count).ToMatrix<float>(), file.Image);
    }

    public static SparseAutoencoder Learn(this IRows rows, TrainingOptions options, IProgress<TrainingProgress>? progress = null) =>
        SparseAutoencoder.Train(rows, options, progress, TestContext.Current.CancellationToken);

    public static Evaluation Judge(this SparseAutoencoder model, IRows rows) => model.Evaluate(rows, TestContext.Current.CancellationToken);

    /// <summary>Every bit that training decides: encoder, and decoder with its scaling, as they show in codes and outputs.</summary>
    public static double[] Fingerprint(this SparseAutoencoder model, IRows rows) =>
        [.. model.EncoderWeights.All, .. model.Encode(rows).ToMatrix<double>().All, .. model.Reconstruct(rows).ToMatrix<double>().All];
}

/// <summary>Keeps what it is told, on the thread that tells it.</summary>
internal sealed class Listener(Action<TrainingProgress>? then = null) : IProgress<TrainingProgress>
{
    public List<TrainingProgress> Told { get; } = [];

    public void Report(TrainingProgress value)
    {
        Told.Add(value);
        then?.Invoke(value);
    }
}
