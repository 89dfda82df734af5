using Meanings;
using SparseAutoencoders;

namespace Sae.Tests;

/// <summary>samples/meanings, small, and the data it is shown on.</summary>
public sealed class MeaningsTests : IDisposable
{
    private static readonly string Data = Path.Combine(Tool.Repository, "data", "wordnet");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_data_are_10000_meanings_of_45_classes_and_their_vectors_are_what_numpy_reads()
    {
        var rows = ClassedRows.Read(Data);
        Assert.Equal((10000, 384, 45), (rows.Classes.Length, rows.Numbers.Columns, rows.Names.Count));
        var numpy = Independent.Run("arrays.py", Path.Combine(Data, "embeddings.npy"));
        Assert.Equal("float16", (string?)numpy["dtype"]);
        Assert.Equal(numpy["first"]!.AsArray().Select(x => (float)(double)x!), rows.Numbers.Row(0).ToArray());
        Assert.Equal(numpy["last"]!.AsArray().Select(x => (float)(double)x!), rows.Numbers.Row(9999).ToArray());
        Assert.Equal((double)numpy["sum"]!, rows.Numbers.All.ToArray().Sum(x => (double)x), 1e-9);   // halves add up exactly
        for (var r = 0; r < 10000; r++) Assert.Equal(1, rows.Numbers.Row(r).ToArray().Sum(x => (double)x * x), 2e-4);
    }

    [Fact]
    public void A_small_comparison_has_every_way_keeps_L0_and_is_the_same_again()
    {
        Plan Of(string name) => new()
        {
            Rows = ClassedRows.Read(Data).First(500),
            Output = Directory.CreateDirectory(_folder[name]).FullName,
            Units = 64,
            L0 = [4],
            Epochs = 1,
            Mechanisms = [.. Plan.All.Where(choice => choice.Name is "topk" or "jumprelu")],
        };
        Result[] results = [.. new Comparison(Of("a")).Run()];
        Assert.Equal(["topk", "jumprelu", "random autoencoder", "principal components", "principal components", "k-means of 64 centres", "inputs"], results.Select(result => result.Way));
        Assert.Equal(4, results[0].L0);
        Assert.InRange(results[4].ExplainedVariance!.Value, 0.9999, 1);                              // all 384 components
        Assert.All(results, result => Assert.InRange(result.ClassF1, 0.001, 1));
        Assert.All(results[..^1], result => Assert.InRange(result.ExplainedVariance!.Value, 0.001, 1));
        Assert.True(File.Exists(Path.Combine(_folder["a"], "topk-4.safetensors")));
        Assert.Equal(results.Select(Lasting), new Comparison(Of("b")).Run().Select(Lasting));

        static Result Lasting(Result result) => result with { RowsPerSecond = null };
    }

    [Fact]
    public void The_parts_of_a_split_are_the_first_four_fifths_and_the_rest()
    {
        var rows = new ClassedRows(new Matrix<float>(10, 1), [.. Enumerable.Range(0, 10)], [], []);
        rows.Numbers[8, 0] = 0.5f;
        var (training, heldOut) = rows.Split();
        Assert.Equal(Enumerable.Range(0, 8), training.Classes);
        Assert.Equal([8, 9], heldOut.Classes);
        Assert.Equal([0.5f, 0], heldOut.Numbers.All.ToArray());
    }

    // Scores of class 1: 0.9, 0.8, 0.3; of class 0: 0.8, 0.1. At 0.8 two of three are found with one too many, at 0.3 all three.
    [Fact]
    public void F1_is_best_over_thresholds_and_equal_scores_are_found_together()
    {
        var features = new Features(1, _ => ([0, 1, 2, 3, 4], [0.9f, 0.8f, 0.8f, 0.3f, 0.1f]));
        var best = ClassF1.Search(features, [1, 1, 0, 1, 0]);
        Assert.Equal((0.3f, 6 / 7.0), (best[1].Threshold, best[1].F1));
        Assert.Equal((0.1f, 4 / 7.0), (best[0].Threshold, best[0].F1));
        Assert.Equal(2 * 2 / 6.0, ClassF1.Judge(features, [1, 1, 0, 1, 0], 1, new(0, 0.8f, 0)));
    }

    [Fact]
    public void Features_of_columns_are_seen_both_ways_and_searched_one_after_the_other_as_all_at_once()
    {
        var numbers = new Matrix<float>(200, 3);
        var random = new RandomNumbers(1, 1);
        foreach (ref var number in numbers.All) number = (float)random.NextDouble();
        int[] classes = [.. Enumerable.Range(0, 200).Select(r => numbers[r, 1] < 0.2f ? 1 : 0)];
        var best = ClassF1.Search(Features.OfColumns(numbers), classes);
        Assert.Equal((3, 1.0), (best[1].Feature, best[1].F1));                                       // the second, negated
        for (var i = 0; i < 5; i++) Assert.Equal(best, ClassF1.Search(Features.OfColumns(numbers), classes));
    }

    [Fact]
    public void Words_tell_what_is_in_texts_and_not_what_is_drawn_at_random()
    {
        string[] words = ["red", "blue", "old", "new", "wet", "dry", "cat", "dog"];
        var random = new RandomNumbers(3, 1);
        string[] texts = [.. Enumerable.Range(0, 2000).Select(_ => string.Join(' ', Enumerable.Range(0, 4).Select(_ => words[(int)(random.NextDouble() * words.Length)])))];
        int[] cats = [.. Enumerable.Range(0, texts.Length).Where(row => texts[row].Contains("cat", StringComparison.Ordinal))], others = [.. cats.Select(_ => (int)(random.NextDouble() * texts.Length)).Distinct().Order()];
        double Auc(int[] rows) => new WordsTell(texts).Median(new(1, _ => (rows, [.. rows.Select(_ => 1f)])));
        Assert.InRange(Auc(cats), 0.99, 1);
        Assert.InRange(Auc(others), 0.4, 0.6);
        Assert.True(double.IsNaN(Auc([0, 2, 4])));
    }

    [Fact]
    public void Strongest_rows_can_be_told_alone_and_negative_scores_are_refused()
    {
        string[] words = ["red", "blue", "old", "new"];
        string[] texts = [.. Enumerable.Range(0, 400).Select(row => $"{words[row / 2 % 4]} {(row % 20 < 4 ? "cat" : "dog")}")];
        int[] rows = [.. Enumerable.Range(0, 400).Where(row => row % 20 < 12)];
        Features One(float weak) => new(1, _ => (rows, [.. rows.Select(row => row % 20 < 4 ? 2f : weak)]));
        var told = new WordsTell(texts);
        Assert.InRange(told.Median(One(1)), 0.5, 0.9);
        Assert.Equal(1, told.Median(One(1), most: 80));                                              // the cats
        Assert.Contains("negative", Assert.ThrowsAny<Exception>(() => told.Median(One(-1))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Eigenvectors_are_those_of_the_matrix()
    {
        double[][] a = [[4, 1, 0.5], [1, 3, -1], [0.5, -1, 1]];
        var (values, vectors) = PrincipalComponents.Eigen([.. a.Select(row => row.ToArray())]);
        Assert.Equal(8, values.Sum(), 1e-12);                                                        // the trace
        for (var v = 0; v < 3; v++)
            for (var i = 0; i < 3; i++) Assert.Equal(values[v] * vectors[v][i], Enumerable.Range(0, 3).Sum(j => a[i][j] * vectors[v][j]), 1e-12);
    }

    [Fact]
    public void Centres_settle_in_the_middle_of_what_lies_together()
    {
        var rows = new Matrix<float>(6, 1);
        foreach (var (i, x) in new[] { 0f, 1, 2, 10, 11, 12 }.Index()) rows[i, 0] = x;
        var means = KMeans.Of(rows, 2, seed: 1);
        Assert.Equal([1, 1, 1, 11, 11, 11], means.Rebuild(means.Nearest(rows)).All.ToArray());
        Assert.Equal(1 - 4 / 154.0, Rebuilding.ExplainedVariance(rows, means.Rebuild(means.Nearest(rows))), 1e-12);
    }
}
