using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Metrics;

/// <summary>Figures of models of which most codes are 0, beside their definitions in plain loops over codes and outputs.</summary>
public sealed class FewCodesEvaluationTests
{
    private const double Bound = 1e-11;

    // More rows than one block of 1,024.
    [Theory, InlineData("topk"), InlineData("batch-topk"), InlineData("jumprelu"), InlineData("l1"), InlineData("gated")]
    public void Every_figure_is_what_its_definition_gives(string mechanism)
    {
        const int Count = 1100, Inputs = 7, Units = 11;
        var rows = SparseAutoencoders.Rows.From(Samples.Numbers(Count, Inputs).ToMatrix<double>());
        var sparsity = (L0Options)Choices.BuiltIn.Sparsities.Single(choice => choice.Name == mechanism).Create() with { L0 = 2 };
        var model = rows.Learn(TrainingOptions.For(sparsity, Units, new AdamOptions { Epochs = 3, Batch = 100 }) with { Precision = Precision.Double, Scaling = new NoScaling() });
        var judged = model.Judge(rows);
        var (codes, output, x) = (model.Encode(rows).ToMatrix<double>().ToArray(), model.Reconstruct(rows).ToMatrix<double>().ToArray(), rows.ToMatrix<double>().ToArray());

        int[] active = [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, Units).Count(l => codes[i, l] > 0))];
        double[] densities = [.. Enumerable.Range(0, Units).Select(l => Enumerable.Range(0, Count).Count(i => codes[i, l] > 0) / (double)Count)];
        Close.To(active.Average(), judged.L0, Bound);
        Assert.Equal((active.Min(), active.Max()), (judged.L0Min, judged.L0Max));
        Assert.Equal(active.Count(count => count < judged["l0_asked"]), judged.RowsShort);
        Close.To(densities, [.. judged.Densities], Bound);
        Close.To(densities.Max(), judged["density_max"], Bound);
        Assert.Equal(densities.Count(density => density == 0), judged.DeadUnits);
        Assert.Equal(Enumerable.Range(0, Units).Where(l => densities[l] == 0), judged.IdleUnits.Select(unit => unit.Unit));
        Close.To([.. Enumerable.Range(0, Units).Select(l => Enumerable.Range(0, Count).Average(i => codes[i, l]))], [.. judged.MeanActivations], Bound);
        Close.To(ReferenceMetrics.ExplainedVariance(x, output), judged.ExplainedVariance, Bound);
        Close.To(ReferenceMetrics.LifetimeSparseness(codes), judged.LifetimeSparseness, Bound);
        Close.To(ReferenceMetrics.PopulationSparseness(codes), judged.PopulationSparseness, Bound);

        double own = 0, along = 0, error = 0;
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Inputs; j++)
            {
                own += output[i, j] * output[i, j];
                along += output[i, j] * x[i, j];
                error += (output[i, j] - x[i, j]) * (output[i, j] - x[i, j]) / Count;
            }
        }
        Close.To(own / along, judged.Shrinkage, Bound);
        Close.To(error, judged.LossReconstruction, Bound);
        // Cosines are of single precision.
        Close.To(Similarity(model.DecoderWeights), judged.DecoderSimilarity, 1e-6);
    }

    [Fact]
    public void DecoderSimilarity_of_more_rows_than_go_at_once_is_that_of_plain_loops()
    {
        var decoder = Networks.Numbers(600, 5, seed: 1, low: -1).ToMatrix<double>();
        decoder.Row(3).Clear();
        decoder.Row(7).CopyTo(decoder.Row(599));
        foreach (ref var number in decoder.Row(599)) number *= -2;
        var largest = DecoderSimilarity.Largest(decoder, Workers.Shared, TestContext.Current.CancellationToken);
        Close.To(Similarity(decoder), largest.Average(), 1e-6);
        Assert.Equal(0, largest[3]);
        Assert.Equal((1.0, 1.0), (Math.Round(largest[7], 6), Math.Round(largest[599], 6)));
        Assert.Equal([0.0], DecoderSimilarity.Largest(new Matrix<double>(1, 5), Workers.Shared, TestContext.Current.CancellationToken));
    }

    private static double Similarity(Matrix<double> decoder)
    {
        var sum = 0.0;
        for (var l = 0; l < decoder.Rows; l++)
        {
            var largest = 0.0;
            for (var other = 0; other < decoder.Rows; other++)
            {
                double dot = 0, a = 0, b = 0;
                for (var j = 0; j < decoder.Columns; j++)
                    (dot, a, b) = (dot + decoder[l, j] * decoder[other, j], a + decoder[l, j] * decoder[l, j], b + decoder[other, j] * decoder[other, j]);
                if (other != l && a > 0 && b > 0) largest = Math.Max(largest, Math.Abs(dot) / Math.Sqrt(a * b));
            }
            sum += largest / decoder.Rows;
        }
        return sum;
    }
}
