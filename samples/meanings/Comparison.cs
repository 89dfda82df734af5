using System.Numerics.Tensors;
using SparseAutoencoders;

namespace Meanings;

/// <summary>Ways to see rows, learned from four fifths of them and judged on the others.</summary>
internal sealed class Comparison(Plan plan)
{
    // A step too small to change a single number: the model stays as it began.
    private const double NoStep = 1e-30;

    private const int FewerClusters = 1024;

    // Strongest rows by which words are found and judged, at least.
    private const int FewestStrong = 20;

    private readonly (ClassedRows Training, ClassedRows HeldOut) _rows = plan.Rows.Split();
    private readonly WordsTell? _words = plan.Rows.Texts.Length == 0 ? null : new(plan.Rows.Texts);

    /// <summary>One after the other.</summary>
    public IEnumerable<Result> Run()
    {
        foreach (var mechanism in plan.Mechanisms)
        {
            foreach (var l0 in plan.L0) yield return Learned(mechanism.Name, l0, (L0Options)mechanism.Defaults, options => options with { Optimizer = (AdamOptions)options.Optimizer with { Epochs = plan.Epochs } });
        }
        foreach (var l0 in plan.L0)
            yield return Learned("random autoencoder", l0, new TopKOptions { Aux = 0 }, options => options with { Revive = false, Optimizer = new AdamOptions { Epochs = 1, LearningRate = NoStep } }, isRandom: true);
        foreach (var result in Components()) yield return result;
        foreach (var clusters in new[] { plan.Units, FewerClusters }.Distinct().Where(clusters => clusters <= _rows.Training.Classes.Length)) yield return Clusters(clusters);
        yield return new("inputs", null, null, null, null, null, F1(Features.OfColumns(_rows.Training.Numbers), Features.OfColumns(_rows.HeldOut.Numbers)), null, null, null);
    }

    /// <summary>A model, judged as it is read from its file. What a random one rebuilds is multiplied by the number that is best for the training rows.</summary>
    private Result Learned(string way, int l0, L0Options sparsity, Func<TrainingOptions, TrainingOptions> changed, bool isRandom = false)
    {
        using var training = _rows.Training.Rows;
        using var heldOut = _rows.HeldOut.Rows;
        using var all = plan.Rows.Rows;
        var options = changed(TrainingOptions.For(sparsity with { L0 = l0 }, plan.Units)) with { Seed = plan.Seed };
        var learned = SparseAutoencoder.Train(training, options);
        var path = Path.Combine(plan.Output, $"{way.Replace(' ', '-')}-{l0}.safetensors");
        learned.Save(path);
        var model = SparseAutoencoder.Load(path);
        var (before, after) = (model.Evaluate(training), model.Evaluate(heldOut));
        var codes = Features.OfCodes(model.Encode(all));
        return new(way, l0, after.L0, isRandom ? Rescaled(model) : after.ExplainedVariance, (double)before.DeadUnits / plan.Units, after.DecoderSimilarity,
            F1(Features.OfCodes(model.Encode(training)), Features.OfCodes(model.Encode(heldOut))), _words?.Median(codes), _words?.Median(codes, Share(plan.Units)), isRandom ? null : learned.Run!.RowsPerSecond);

        double Rescaled(SparseAutoencoder random)
        {
            var mean = Rebuilding.Mean(_rows.Training.Numbers);      // what a random model rebuilds from no code at all
            Matrix<float> Moved(Matrix<float> numbers) => Rebuilding.Less(numbers, mean);
            var rebuilt = Moved(random.Reconstruct(heldOut).ToMatrix<float>());
            var factor = (float)Rebuilding.Factor(Moved(_rows.Training.Numbers), Moved(random.Reconstruct(training).ToMatrix<float>()));
            TensorPrimitives.Multiply(rebuilt.All, factor, rebuilt.All);
            return Rebuilding.ExplainedVariance(Moved(_rows.HeldOut.Numbers), rebuilt);
        }
    }

    private IEnumerable<Result> Components()
    {
        var components = PrincipalComponents.Of(_rows.Training.Numbers);
        var (training, heldOut) = (components.Parts(_rows.Training.Numbers), components.Parts(_rows.HeldOut.Numbers));
        foreach (var count in plan.L0.Append(training.Columns))
        {
            yield return new("principal components", count, count, Rebuilding.ExplainedVariance(_rows.HeldOut.Numbers, components.Rebuild(heldOut, count)), null, null,
                F1(First(Features.OfColumns(training)), First(Features.OfColumns(heldOut))), null, null, null);

            Features First(Features all) => all with { Count = 2 * count };
        }
    }

    private Result Clusters(int clusters)
    {
        var means = KMeans.Of(_rows.Training.Numbers, clusters, plan.Seed);
        var (training, heldOut) = (means.Nearest(_rows.Training.Numbers), means.Nearest(_rows.HeldOut.Numbers));
        var all = Features.OfClusters(means.Nearest(plan.Rows.Numbers), clusters, areGraded: false);
        return new($"k-means of {clusters:N0} centres", 1, 1, Rebuilding.ExplainedVariance(_rows.HeldOut.Numbers, means.Rebuild(heldOut)), 1 - training.Select(row => row.Cluster).Distinct().Count() / (double)clusters, null,
            F1(Features.OfClusters(training, clusters, areGraded: true), Features.OfClusters(heldOut, clusters, areGraded: true)),
            _words?.Median(all), _words?.Median(all, Share(clusters)), null);
    }

    private int Share(int features) => Math.Max(FewestStrong, (plan.Rows.Classes.Length + features - 1) / features);

    private double F1(Features training, Features heldOut) => ClassF1.Mean(training, _rows.Training.Classes, heldOut, _rows.HeldOut.Classes);
}
