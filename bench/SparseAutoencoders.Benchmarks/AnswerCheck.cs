using System.Globalization;
using SparseAutoencoders.Checks;

namespace SparseAutoencoders.Benchmarks;

/// <summary>Before a figure counts: it follows from the model's codes and outputs, in plain loops.</summary>
internal static class AnswerCheck
{
    /// <summary>Codes and outputs are single precision, the figures double: they agree to about 1e-6.</summary>
    private const double Agreement = 1e-4;

    /// <summary>The written-out gradients agree with differences.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static void Gradients()
    {
        foreach (var one in GradientCheck.Run(Choices.BuiltIn))
            if (!(one.RelativeError < GradientCheck.Tolerance)) throw new InvalidDataException($"gradient, {one.Name}: relative error {one.RelativeError}. Nothing that is measured here would mean anything.");
    }

    /// <summary>Mean activations, and where rows are not scaled L, are what codes and outputs say.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Figures(SparseAutoencoder model, IRows rows, Evaluation told)
    {
        var codes = model.Encode(rows).ToMatrix<double>();
        for (var l = 0; l < codes.Columns; l++)
        {
            var sum = 0.0;
            for (var i = 0; i < codes.Rows; i++) sum += codes[i, l];
            Agree($"mean activation of unit {l}", sum / codes.Rows, told.MeanActivations[l]);
        }
        if (model.Options.Scaling is not NoScaling) return;
        var (x, y) = (rows.ToMatrix<double>(), model.Reconstruct(rows).ToMatrix<double>());
        var entropy = model.Options.Loss is CrossEntropyOptions;
        var loss = 0.0;
        for (var i = 0; i < x.All.Length; i++) loss += entropy ? CrossEntropy(x.All[i], y.All[i]) : (y.All[i] - x.All[i]) * (y.All[i] - x.All[i]);
        Agree("L", loss / x.Rows, told.LossReconstruction);
    }

    // An output that single precision rounds to 0 or 1 is held a rounding error away from it.
    private static double CrossEntropy(double x, double y) =>
        -(x * Math.Log(Math.Max(y, 1e-30)) + (1 - x) * Math.Log(Math.Max(1 - y, 1e-8)));

    /// <summary>Two numbers that were computed independently are the same but for rounding.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static void Agree(string what, double plain, double told)
    {
        if (!(Math.Abs(plain - told) <= Agreement * Math.Abs(told)))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{what}: {plain}, where we say {told}."));
    }
}
