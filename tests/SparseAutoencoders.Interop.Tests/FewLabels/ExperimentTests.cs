using FewLabels;

namespace SparseAutoencoders.Interop.Tests.FewLabels;

/// <summary>The sample "features for few labels", small.</summary>
public sealed class ExperimentTests
{
    [Fact]
    public void Every_way_to_see_the_images_finds_classes_and_two_runs_find_the_same()
    {
        var images = LabelledImages.Read(RepositoryRoot.File("data/fashion-mnist"), "t10k");
        var plan = new Plan
        {
            Training = images.Part(0, 300),
            Test = images.Part(300, 200),
            Labels = [40, 80],
            Draws = 1,
            Units = 16,
            Components = 10,
            Epochs = 4,
            Decays = [0.1f, 1],
        };
        IReadOnlyList<Result> results = Experiment.Run(plan, TextWriter.Null);
        Assert.Equal(["pixels 40", "principal components 40", "codes 40", "pixels 80", "principal components 80", "codes 80"], results.Select(result => $"{result.Features} {result.Labels}"));
        Assert.All(results, result => Assert.All(result.Accuracies, accuracy => Assert.InRange(accuracy, 0.2, 1)));      // chance is 0.1
        Assert.Equal(results.Select(result => result.Mean), Experiment.Run(plan, TextWriter.Null).Select(result => result.Mean));
    }

    [Fact]
    public void Spread_is_the_standard_deviation_over_draws()
    {
        Assert.Equal((0.5, 0.1), (new Result("", 1, [0.4, 0.5, 0.6]).Mean, Math.Round(new Result("", 1, [0.4, 0.5, 0.6]).Spread, 12)));
        Assert.Equal(0, new Result("", 1, [0.4]).Spread);
    }
}
