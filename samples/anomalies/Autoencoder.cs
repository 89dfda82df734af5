using SparseAutoencoders;

namespace Anomalies;

/// <summary>The detector this sample is about.</summary>
internal static class Autoencoder
{
    /// <summary>L of each row under a sparse autoencoder: what sae train --hidden K --rho R --scale standard --decoder linear, and then sae score, do.</summary>
    public static double[] Score(LabelledRows rows, int hidden, double rho, int epochs)
    {
        var model = SparseAutoencoder.Train(Rows.From(rows.Training), new TrainingOptions
        {
            HiddenUnits = hidden,
            Sparsity = new KlOptions { Rho = rho },
            Scaling = new StandardScaling(),
            Decoder = OutputFunction.Linear,
            Optimizer = new AdamOptions { Epochs = epochs },
            WeightDecay = 1e-4,
        });
        var scores = model.Score(Rows.From(rows.Judged)).ToMatrix<double>();
        return [.. Enumerable.Range(0, scores.Rows).Select(row => scores[row, 0])];
    }
}
