using SparseAutoencoders.Tests.Data;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Meanings;

/// <summary>Units of two models, matched one to one: against plain loops, against what models do to rows, and against values of Golden/meanings.py.</summary>
public sealed class UnitMatchingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Directions are in single precision: cosines are off by a few of its roundings.
    private const double Rounding = 1e-6;

    [Theory, InlineData(20, 15, 3), InlineData(15, 20, 3), InlineData(1, 1, 4), InlineData(7, 7, 12)]
    public void By_weights_the_most_alike_are_paired_first(int units, int others, int inputs)
    {
        var (d1, d2, e1, e2) = (Networks.Numbers(units, inputs, 1, -1, 1), Networks.Numbers(others, inputs, 2, -1, 1), Networks.Numbers(units, inputs + 1, 3, -1, 1), Networks.Numbers(others, inputs + 1, 4, -1, 1));
        var wanted = Greedy(units, others, (l, m) => (Cosine(d1, l, d2, m) + Cosine(e1, l, e2, m)) / 2);

        var found = Match(d1, d2, e1, e2);

        Assert.Equal(wanted, found.Select(pair => (pair.First, pair.Second)));
        foreach (var pair in found)
        {
            Close.To(Cosine(d1, pair.First, d2, pair.Second), pair.Decoder, 0, Rounding);
            Close.To(Cosine(e1, pair.First, e2, pair.Second), pair.Encoder, 0, Rounding);
            Assert.True(double.IsNaN(pair.Activations));
            Assert.Equal(Math.Min(pair.Decoder, pair.Encoder) >= 0.7, pair.IsFoundAgain);
        }
    }

    // More units than are multiplied at once. Of so many pairs some are equally alike but for rounding, and then either order is right: what must hold is that no two units
    // that are more alike than their partners, or than 0.3, have been left apart.
    [Fact]
    public void Of_many_units_none_is_left_apart_from_one_that_it_is_more_alike_than_both_partners()
    {
        var (d1, d2) = (Networks.Numbers(300, 5, 1, -1, 1), Networks.Numbers(520, 5, 2, -1, 1));
        var found = Match(d1, d2, d1, d2);

        Assert.Equal(found.Count, found.Select(pair => pair.Second).Distinct().Count());
        Assert.Equal(found.Select(pair => pair.First).Distinct().Order(), found.Select(pair => pair.First));
        var (of, ofOther) = (found.ToDictionary(pair => pair.First, pair => pair.Decoder), found.ToDictionary(pair => pair.Second, pair => pair.Decoder));
        for (var l = 0; l < 300; l++)
            for (var m = 0; m < 520; m++) Assert.True(Cosine(d1, l, d2, m) <= Math.Max(0.3, Math.Max(of.GetValueOrDefault(l), ofOther.GetValueOrDefault(m))) + Rounding, $"{l}, {m}");
    }

    [Theory, InlineData(600, 20, 15), InlineData(256, 9, 9), InlineData(3, 4, 6)]
    public void By_activations_correlations_are_those_of_plain_loops(int rows, int units, int others)
    {
        var (h, g) = (new double[rows, units], new double[rows, others]);
        var noise = Networks.Numbers(rows, units + others, 5);
        for (var r = 0; r < rows; r++)
        {
            for (var l = 0; l < units; l++) h[r, l] = (float)Math.Max(0, noise[r, l] - 0.6);
            for (var m = 0; m < others; m++) g[r, m] = (float)Math.Max(0, 0.4 * noise[r, units + m] + 0.7 * h[r, m * 7 % units] - 0.2);
        }
        var weights = Networks.Numbers(Math.Max(units, others), 3, 6, -1, 1);
        var (w1, w2) = (First(weights, units), First(weights, others));
        var wanted = Greedy(units, others, (l, m) => Correlation(h, l, g, m));

        var found = UnitMatching.Of(Pair(w1, w2), Pair(w1, w2), (Rows.From(h.ToMatrix<double>()), Rows.From(g.ToMatrix<double>())), Workers.Shared, Token);

        Assert.NotEmpty(found);
        Assert.Equal(wanted, found.Select(pair => (pair.First, pair.Second)));
        foreach (var pair in found)
        {
            Close.To(Correlation(h, pair.First, g, pair.Second), pair.Activations, 0, 1e-10);
            Close.To(Cosine(w1, pair.First, w2, pair.Second), pair.Decoder, 0, Rounding);
            Assert.Equal(pair.Activations >= 0.7, pair.IsFoundAgain);
        }
    }

    // 0.1f is no sum of few powers of two: mean and mean square of many do not quite agree.
    [Theory, InlineData(0), InlineData(0.1f), InlineData(0.7f), InlineData(12345.678f)]
    public void Units_that_do_not_vary_are_like_no_other(float same)
    {
        var codes = new Matrix<float>(1000, 3);
        for (var r = 0; r < 1000; r++) (codes[r, 0], codes[r, 1], codes[r, 2]) = (same, 0.9f * same, r % 3);
        var weights = Networks.Numbers(3, 2, 6, -1, 1);
        var pair = Assert.Single(UnitMatching.Of(Pair(weights, weights), Pair(weights, weights), (Rows.From(codes), Rows.From(codes)), Workers.Shared, Token));
        Assert.Equal((2, 2, 1.0), (pair.First, pair.Second, Math.Round(pair.Activations, 12)));
    }

    [Fact]
    public void Cosines_never_leave_what_they_promise_and_rows_of_zeros_are_like_no_other()
    {
        var weights = Networks.Numbers(200, 7, 1, -1, 1);
        for (var j = 0; j < 7; j++) weights[50, j] = 0;
        var found = Match(weights, weights, weights, weights);
        Assert.Equal(199, found.Count);
        Assert.DoesNotContain(found, pair => pair.First == 50);
        Assert.All(found, pair =>
        {
            Assert.Equal(pair.First, pair.Second);
            Assert.InRange(pair.Decoder, 1 - Rounding, 1);
            Assert.InRange(pair.Encoder, 1 - Rounding, 1);
        });
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var (d1, d2, e1, e2) = (Networks.Numbers(300, 20, 1, -1, 1), Networks.Numbers(280, 20, 2, -1, 1), Networks.Numbers(300, 20, 3, -1, 1), Networks.Numbers(280, 20, 4, -1, 1));
        var codes = (Rows.From(Networks.Numbers(700, 300, 5).ToMatrix<float>()), Rows.From(Networks.Numbers(700, 280, 6).ToMatrix<float>()));
        using var one = new Workers(1);
        using var three = new Workers(3);
        Assert.Equal(UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), null, one, Token), UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), null, three, Token));
        Assert.Equal(UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), codes, one, Token), UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), codes, three, Token));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_copy_whose_units_stand_in_another_order_is_found_again_as_a_whole(bool fewCodes)
    {
        var rows = Samples.Rows(200, 12);
        var model = rows.Learn(new()
        {
            HiddenUnits = 10,
            Decoder = OutputFunction.Linear,
            Optimizer = new AdamOptions { Epochs = 3 },
            Sparsity = fewCodes ? new TopKOptions { L0 = 4 } : new KlOptions(),
            Scaling = fewCodes ? new NormScaling() : new StandardScaling(),
        });
        int[] order = [3, 9, 0, 7, 1, 5, 2, 8, 6, 4];                              // unit l of the copy is the model's unit order[l]
        using var files = new Checkpoints.ModelFiles();
        model.Save(files.Path());
        var copy = SparseAutoencoder.Load(files.Changed(files.Path(), tensors: tensors =>
        {
            foreach (var name in new[] { "encoder.weight", "encoder.bias", "W_dec" })
            {
                var (shape, numbers) = tensors[name];
                var width = numbers.Length / 10;
                tensors[name] = (shape, [.. order.SelectMany(unit => numbers.AsSpan(unit * width, width).ToArray())]);
            }
        }));

        var byWeights = model.MatchUnits(copy, cancellation: Token);
        Assert.Equal(Enumerable.Range(0, 10), byWeights.Select(pair => pair.First));
        Assert.All(byWeights, pair => Assert.Equal((pair.First, true), (order[pair.Second], pair.IsFoundAgain)));

        var varying = Enumerable.Range(0, 10).Where(unit => model.Encode(rows).ToMatrix<float>() is var codes && Enumerable.Range(0, 200).Any(row => codes[row, unit] != codes[0, unit])).ToList();
        var byActivations = model.MatchUnits(copy, rows, Token);
        Assert.InRange(varying.Count, 5, 10);
        Assert.Equal(varying, byActivations.Select(pair => pair.First));
        Assert.All(byActivations, pair => Assert.Equal(order[pair.Second], pair.First));
        Assert.All(byActivations, pair => Assert.InRange(pair.Activations, 1 - Rounding, 1));
    }

    // What a unit adds to an output is Decode of it alone without Decode of nothing; what an input does to a unit is the change of its pre-code. Neither asks for the scaling.
    [Theory, InlineData("none", "standard", false), InlineData("minmax", "standard", false), InlineData("norm", "zca", false), InlineData("zca", "none", false), InlineData("zca", "zca", false), InlineData("standard", "minmax", true)]
    public void Models_of_different_scalings_are_compared_in_the_rows_own_units(string scaling, string other, bool transcoder)
    {
        var numbers = Samples.Numbers(80, 5);
        for (var r = 0; r < 80; r++)
            for (var j = 0; j < 5; j++) numbers[r, j] = numbers[r, j] * (1 + j) + j;
        var rows = Rows.From(numbers.ToMatrix<double>());
        if (transcoder) rows = Rows.Paired(rows, Rows.From(Samples.Numbers(80, 3).ToMatrix<double>()));
        SparseAutoencoder Of(string name, ulong seed) => rows.Learn(new() { HiddenUnits = 12, Seed = seed, Precision = Precision.Double, Decoder = OutputFunction.Linear, Scaling = Scaling(name), Optimizer = new AdamOptions { Epochs = 2 } });
        var (first, second) = (Of(scaling, 1), Of(other, 2));
        var ((d1, e1), (d2, e2)) = (Effects(first), Effects(second));

        var found = first.MatchUnits(second, cancellation: Token);

        Assert.Equal(Greedy(12, 12, (l, m) => (Cosine(d1, l, d2, m) + Cosine(e1, l, e2, m)) / 2), found.Select(pair => (pair.First, pair.Second)));
        Assert.NotEmpty(found);
        foreach (var pair in found)
        {
            Close.To(Cosine(d1, pair.First, d2, pair.Second), pair.Decoder, 0, 1e-5);
            Close.To(Cosine(e1, pair.First, e2, pair.Second), pair.Encoder, 0, 1e-5);
        }
    }

    [Fact]
    public void What_cannot_be_compared_is_refused_and_matching_stops_where_it_is_asked_to()
    {
        SparseAutoencoder Of(int inputs) => Samples.Rows(20, inputs).Learn(new() { HiddenUnits = 3, Optimizer = new AdamOptions { Epochs = 1 } });
        var (model, wider, rows) = (Of(4), Of(6), Samples.Rows(20, 4));
        Assert.Contains("it has 6 inputs and 6 outputs, and this model 4 and 4. Give models of the same rows.", Assert.Throws<ArgumentException>(() => model.MatchUnits(wider, cancellation: Token)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => model.MatchUnits(model, Samples.Rows(20, 6), Token));
        var many = Networks.Numbers(1, 1, 1);
        var refusal = Assert.Throws<InvalidDataException>(() => UnitMatching.Of(Pair(many, many), Pair(many, many), (new WatchedRows(5, 12_000), new WatchedRows(5, 12_000)), Workers.Shared, Token));
        Assert.Contains("12000 times 12000", refusal.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => model.MatchUnits(model, cancellation: new(canceled: true)));
        Assert.ThrowsAny<OperationCanceledException>(() => model.MatchUnits(model, rows, new(canceled: true)));
    }

    // (first, second, decoder, encoder) by weights and (first, second, correlation) by activations, as the program prints them.
    private static readonly (int First, int Second, double Decoder, double Encoder)[] GoldenWeights =
        [(1, 2, 0.19959308197927036, 0.9999999999999998), (2, 3, 0.2342606428329091, 0.7745966692414834), (3, 1, 0.3320388300611682, 0.9163419338230352)];

    private static readonly (int First, int Second, double Correlation)[] GoldenActivations =
        [(0, 4, 0.9226957078347127), (1, 3, 0.4894762869209744), (2, 0, 0.6729276589559394), (4, 2, 0.8753650272517571), (5, 1, 0.5090152086812423)];

    [Fact]
    public void Pairs_are_those_of_an_independent_program()
    {
        var (d1, d2, e1, e2) = (Whole(6, 4, 5, 3), Whole(5, 4, 7, 2), Whole(6, 3, 4, 9), Whole(5, 3, 3, 5));
        var byWeights = Match(d1, d2, e1, e2);
        Assert.Equal(GoldenWeights.Select(pair => (pair.First, pair.Second)), byWeights.Select(pair => (pair.First, pair.Second)));
        foreach (var (golden, pair) in GoldenWeights.Zip(byWeights))
        {
            Close.To(golden.Decoder, pair.Decoder, 0, Rounding);
            Close.To(golden.Encoder, pair.Encoder, 0, Rounding);
        }
        var (h, g) = (new Matrix<float>(120, 6), new Matrix<float>(120, 5));
        for (var row = 0; row < 120; row++)
        {
            for (var l = 0; l < 6; l++) h[row, l] = Code(row, l);
            for (var m = 0; m < 5; m++) g[row, m] = (Code(row, 4 - m) + Code(row, m + 7)) / 2;
        }
        var byActivations = UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), (Rows.From(h), Rows.From(g)), Workers.Shared, Token);
        Assert.Equal(GoldenActivations.Select(pair => (pair.First, pair.Second)), byActivations.Select(pair => (pair.First, pair.Second)));
        foreach (var (golden, pair) in GoldenActivations.Zip(byActivations)) Close.To(golden.Correlation, pair.Activations, 0, 1e-12);

        static double[,] Whole(int units, int columns, int a, int b)
        {
            var numbers = new double[units, columns];
            for (var l = 0; l < units; l++)
                for (var j = 0; j < columns; j++) numbers[l, j] = (l * a + j * b + l * l * j + 3) % 11 - 5;
            return numbers;
        }

        static float Code(int row, int unit) => (row * 7 + unit * 11 + row * row * 3) % 23 is > 15 and var k ? (k - 15) / 8f : 0;
    }

    private static IReadOnlyList<UnitPair> Match(double[,] d1, double[,] d2, double[,] e1, double[,] e2) => UnitMatching.Of(Pair(d1, d2), Pair(e1, e2), null, Workers.Shared, Token);

    private static (Matrix<double>, Matrix<double>) Pair(double[,] first, double[,] second) => (first.ToMatrix<double>(), second.ToMatrix<double>());

    private static double[,] First(double[,] numbers, int rows)
    {
        var first = new double[rows, numbers.GetLength(1)];
        Array.Copy(numbers, first, first.Length);
        return first;
    }

    private static ScalingOptions Scaling(string name) => Choices.BuiltIn.Scalings.Single(choice => choice.Name == name).Create();

    /// <summary>Decoder and encoder rows, as they show in what the model does.</summary>
    private static (double[,] Decoder, double[,] Encoder) Effects(SparseAutoencoder model)
    {
        const double step = 0.01;
        var codes = new Matrix<double>(model.HiddenUnits + 1, model.HiddenUnits);
        for (var l = 0; l < model.HiddenUnits; l++) codes[l, l] = 1;
        var outputs = model.Decode(Rows.From(codes)).ToMatrix<double>();
        var inputs = new Matrix<double>(model.Inputs + 1, model.Inputs);
        for (var i = 0; i <= model.Inputs; i++)
            for (var j = 0; j < model.Inputs; j++) inputs[i, j] = 0.5 * (1 + j) + j + (i == j ? step : 0);
        var seen = model.Encode(Rows.From(inputs)).ToMatrix<double>();
        var (decoder, encoder) = (new double[model.HiddenUnits, model.Outputs], new double[model.HiddenUnits, model.Inputs]);
        for (var l = 0; l < model.HiddenUnits; l++)
        {
            for (var j = 0; j < model.Outputs; j++) decoder[l, j] = outputs[l, j] - outputs[model.HiddenUnits, j];
            for (var j = 0; j < model.Inputs; j++) encoder[l, j] = Logit(seen[j, l]) - Logit(seen[model.Inputs, l]);
        }
        return (decoder, encoder);

        static double Logit(double h) => Math.Log(h / (1 - h));
    }

    /// <summary>Every pair of at least 0.3, the most alike first, taken where both are free.</summary>
    private static IEnumerable<(int, int)> Greedy(int units, int others, Func<int, int, double> alike)
    {
        var (taken, takenOthers) = (new HashSet<int>(), new HashSet<int>());
        return [.. (from l in Enumerable.Range(0, units) from m in Enumerable.Range(0, others) let a = alike(l, m) where a >= 0.3 orderby a descending select (l, m))
            .Where(pair => !taken.Contains(pair.l) && !takenOthers.Contains(pair.m) && taken.Add(pair.l) && takenOthers.Add(pair.m)).Order()];
    }

    private static double Cosine(double[,] a, int l, double[,] b, int m)
    {
        var (product, first, second) = (0.0, 0.0, 0.0);
        for (var j = 0; j < a.GetLength(1); j++) (product, first, second) = (product + a[l, j] * b[m, j], first + a[l, j] * a[l, j], second + b[m, j] * b[m, j]);
        return product / Math.Sqrt(first * second);
    }

    private static double Correlation(double[,] a, int l, double[,] b, int m)
    {
        var (rows, mean, other) = (a.GetLength(0), 0.0, 0.0);
        for (var r = 0; r < rows; r++) (mean, other) = (mean + a[r, l] / rows, other + b[r, m] / rows);
        var (product, first, second) = (0.0, 0.0, 0.0);
        for (var r = 0; r < rows; r++) (product, first, second) = (product + (a[r, l] - mean) * (b[r, m] - other), first + Math.Pow(a[r, l] - mean, 2), second + Math.Pow(b[r, m] - other, 2));
        return first * second > 0 ? product / Math.Sqrt(first * second) : 0;
    }
}
