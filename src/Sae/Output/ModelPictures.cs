using SparseAutoencoders;
using SparseAutoencoders.Plots;

namespace Sae.Output;

/// <summary>The pictures of a model, in one list: what they are called, show and need.</summary>
internal static class ModelPictures
{
    private const int Rows = 20;
    private const string Itself = "a model that rebuilds rows themselves, not targets (sae features draws either side of its units)";
    private const string Data = "DATA", Run = "the folder of a run with figures", Asked = "a sparsity that asks for a mean activation";

    private static readonly IReadOnlyList<Kind> Kinds =
    [
        new("filters.png", "what each hidden unit writes, and beside it what it looks for", "", Filters) { OfBothSides = true },
        new("reconstructions.png", "rows, evenly spread over all, and what the network makes of the code of each", Data, Reconstructions) { OfBothSides = true },
        new("densities.png", "on how many rows each hidden unit is active, beside what was asked for", Data, Densities) { Few = true },
        new("penalty.png", "the sparsity penalty against the mean activation; where rows are given, with this model's units on the curve", Asked, Penalty) { Few = false },
        new("mean-activations.png", "how many units have which mean activation, beside the one asked for", Data, MeanActivations) { Few = false },
        new("activations.png", "how many activations are close to 0, close to 1, and between", Data, Activations) { Few = false },
        new("training.png", "loss, penalty and mean activation over the epochs", Run, Training) { Few = false },
        new("training.png", "loss, active units and what else is followed over the epochs", Run, Training) { Few = true },
    ];

    /// <summary>What pictures are made of.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Image">How a row is drawn; null for tables.</param>
    /// <param name="Rows">Rows of the model's kind; null for none.</param>
    /// <param name="Figures">The model's, over the rows; null without rows.</param>
    /// <param name="History">How training went, as far as it is known.</param>
    /// <param name="Step">"epoch" or "iteration".</param>
    internal sealed record Source(SparseAutoencoder Model, ImageShape? Image, IRows? Rows, Evaluation? Figures, IReadOnlyList<TrainingProgress> History, string Step = "epoch")
    {
        /// <summary>The mechanism.</summary>
        public SparsityOptions Sparsity => Model.Options.Sparsity;

        /// <summary>The mean activation asked for.</summary>
        public double? Asked => Sparsity.MeanActivationAsked;
    }

    /// <summary>Draws what can be drawn into a folder that is there.</summary>
    /// <returns>The names of the files, and of those that are missing, each with what it needs.</returns>
    public static (IReadOnlyList<string> Files, IReadOnlyList<(string File, string Needs)> Missing) Write(string folder, Source source, CancellationToken cancellation)
    {
        var (files, missing) = (new List<string>(), new List<(string, string)>());
        foreach (var kind in Of(source.Sparsity))
        {
            cancellation.ThrowIfCancellationRequested();
            var meaningless = kind.OfBothSides && source.Model.IsTranscoder;
            if (!meaningless && kind.Draw(source) is { } picture)
            {
                PictureFile.Write(Path.Combine(folder, kind.File), picture);
                files.Add(kind.File);
            }
            else missing.Add((kind.File, meaningless ? Itself : kind.Needs));
        }
        return (files, missing);
    }

    /// <summary>A line a file, with what it shows.</summary>
    public static void List(TextWriter writer, IReadOnlyList<string> files, SparsityOptions sparsity)
    {
        foreach (var kind in Of(sparsity).Where(kind => files.Contains(kind.File))) writer.WriteLine($"  {kind.File,-22} {kind.Shows}");
    }

    private static Picture Filters(Source source) => FilterGrid.Draw(source.Model, UnitWeights.Both, source.Image);

    private static Picture? Reconstructions(Source source)
    {
        if (source.Rows is null) return null;
        var inputs = new Matrix<double>(Math.Min(Rows, source.Rows.Count), source.Rows.Width);
        int[] numbers = [.. Enumerable.Range(0, inputs.Rows).Select(i => (int)((long)i * source.Rows.Count / inputs.Rows))];
        var filled = source.Model.Fill(source.Rows);         // not disposed: it may be the rows themselves
        for (var i = 0; i < numbers.Length; i++) filled.Read(numbers[i], inputs.Row(i));
        using var outputs = source.Model.Reconstruct(SparseAutoencoders.Rows.From(inputs));
        var made = outputs.ToMatrix<double>();
        // Columns of a table have units of their own: as the network sees them one scale shows them all.
        if (source.Image is not null || source.Model.Scaling is not { Rotation: null } scaling) return ReconstructionGrid.Draw(inputs, made, source.Image, numbers);
        foreach (var matrix in (Matrix<double>[])[inputs, made])
            for (var r = 0; r < matrix.Rows; r++)
                for (var j = 0; j < matrix.Columns; j++) matrix[r, j] = (matrix[r, j] - scaling.Shift[j]) * scaling.Scale[j];
        return ReconstructionGrid.Draw(inputs, made, null, numbers, scaled: true);
    }

    private static Picture? Penalty(Source source) => source.Asked is { } rho && source.Sparsity.PenaltyOfMean is { } penalty
        ? PenaltyCurve.Draw(rho, penalty, source.Figures?.MeanActivations) : null;

    private static Picture? Densities(Source source) => source.Figures is { } figures ? DensityHistogram.Draw(figures) : null;

    private static Picture? MeanActivations(Source source) => source.Figures is { } figures ? MeanActivationHistogram.Draw(figures.MeanActivations, source.Asked) : null;

    private static Picture? Activations(Source source) => source.Figures is { } figures ? ActivationHistogram.Draw(figures.ActivationHistogram) : null;

    private static Picture? Training(Source source)
    {
        var drawn = source.History.Where(one => one.Complete && double.IsFinite(one.LossReconstruction + one.LossSparsity + one.MeanActivation)).ToList();
        return drawn.Count > 0 ? TrainingCurves.Draw(drawn, source.Sparsity, source.Step) : null;
    }

    // Those that say something of a mechanism.
    private static IEnumerable<Kind> Of(SparsityOptions sparsity) => Kinds.Where(kind => kind.Few is not { } few || few == sparsity.CodesAreSparse);

    private sealed record Kind(string File, string Shows, string Needs, Func<Source, Picture?> Draw)
    {
        /// <summary>Inputs and outputs are drawn side by side.</summary>
        public bool OfBothSides { get; init; }

        /// <summary>Only where most codes are 0, only where they are not, or null for both.</summary>
        public bool? Few { get; init; }
    }
}
