namespace SparseAutoencoders.Tests.Meanings;

/// <summary>Which units together tell each label.</summary>
public sealed class LabelProbesTests
{
    private const int RowCount = 1000, Units = 12;

    [Fact]
    public void A_label_that_is_one_unit_is_told_by_it_alone()
    {
        var codes = Codes();
        var probe = Run(codes, row => codes[row, 3] > 0 ? "yes" : "no").Single(probe => probe.Label == "yes");

        Assert.Equal(3, probe.OneUnit.Units.Single());
        Assert.Equal((1.0, 1.0), (probe.OneUnit.F1, probe.OneUnit.Auc));
        Assert.Equal(Enumerable.Range(0, RowCount).Count(row => codes[row, 3] > 0), probe.Rows);
    }

    [Fact]
    public void A_label_that_is_any_of_three_units_is_told_by_all_three()
    {
        var codes = Codes();
        var probe = Run(codes, row => codes[row, 1] > 0 || codes[row, 5] > 0 || codes[row, 9] > 0 ? "yes" : "no").Single(probe => probe.Label == "yes");

        Assert.Superset(new HashSet<int> { 1, 5, 9 }, probe.FiveUnits.Units.ToHashSet());
        Assert.Equal(5, probe.FiveUnits.Units.Count);
        Assert.InRange(probe.FiveUnits.F1, 0.999, 1);
        Assert.InRange(probe.OneUnit.F1, 0.2, 0.75);
    }

    [Fact]
    public void Labels_drawn_at_random_are_told_by_nothing()
    {
        var (codes, random) = (Codes(), new RandomNumbers(5, 1));
        string[] labels = [.. Enumerable.Range(0, RowCount).Select(_ => random.NextDouble() < 0.5 ? "a" : "b")];
        Assert.All(Run(codes, row => labels[row]), probe => Assert.All(new[] { probe.OneUnit, probe.FiveUnits, probe.Inputs }, score => Assert.InRange(score.Auc, 0.4, 0.6)));
    }

    [Fact]
    public void Inputs_tell_what_lies_on_one_side_of_a_plane()
    {
        var (inputs, random) = (new Matrix<float>(RowCount, 5), new RandomNumbers(7, 1));
        foreach (ref var number in inputs.All) number = (float)(random.NextDouble() - 0.5);
        var probe = Run(Codes(), row => inputs[row, 0] + 2 * inputs[row, 4] > 0.2f ? "above" : "below", inputs)[0];

        Assert.InRange(probe.Inputs.Auc, 0.995, 1);
        Assert.InRange(probe.Inputs.F1, 0.95, 1);
        Assert.Empty(probe.Inputs.Units);
    }

    // Values of Golden/meanings.py. Units are the same, and so are F1 and AUC but for rounding: they change only where two rows change places, which is a step of at least 1/90 or 1/1500.
    // All inputs: 100 steps of ours against Newton's method to its end; at most a few neighbours change places.
    [Theory]
    [InlineData("a", 144, new[] { 1, 4, 8, 7, 3 }, 0.6206896551724138, 0.7362991618310767, 0.6349206349206349, 0.7856221792392005, 0.6172839506172839, 0.6441005802707931)]
    [InlineData("b", 110, new[] { 2, 1, 4, 6, 8 }, 0.3783783783783784, 0.6106442577030813, 0.38095238095238093, 0.7404295051353875, 0.37209302325581395, 0.5863678804855276)]
    [InlineData("c", 146, new[] { 2, 1, 4, 7, 8 }, 0.6666666666666666, 0.7, 0.6933333333333334, 0.7603333333333333, 0.627906976744186, 0.6886666666666666)]
    public void Probes_are_those_of_numpy(string label, int rows, int[] units, double oneF1, double oneAuc, double fiveF1, double fiveAuc, double inputsF1, double inputsAuc)
    {
        const int Probed = 400;
        static long Mixed(long row, long place, int modulus) => (row * row * 31 + row * 7919 * (place + 1) + place * 104729) % modulus;
        var (codes, inputs) = (new Matrix<float>(Probed, 9), new Matrix<float>(Probed, 4));
        for (var r = 0; r < Probed; r++)
        {
            for (var l = 0; l < codes.Columns; l++) codes[r, l] = Math.Max(0, Mixed(r, l, 1009) - 700) / 256f;
            for (var j = 0; j < inputs.Columns; j++) inputs[r, j] = (Mixed(r, j + 3, 997) - 498) / 256f + 2 * codes[r, j + 1];
        }
        var probe = Run(codes, Label, inputs).Single(probe => probe.Label == label);

        Assert.Equal(rows, probe.Rows);
        Assert.Equal(units[..1], probe.OneUnit.Units);
        Assert.Equal(units, probe.FiveUnits.Units);
        Assert.Equal((oneF1, oneAuc), (probe.OneUnit.F1, probe.OneUnit.Auc), Close);
        Assert.Equal((fiveF1, fiveAuc), (probe.FiveUnits.F1, probe.FiveUnits.Auc), Close);
        Assert.Equal(inputsF1, probe.Inputs.F1, 0.03);
        Assert.Equal(inputsAuc, probe.Inputs.Auc, 0.003);

        static bool Close((double F1, double Auc) x, (double F1, double Auc) y) => Math.Abs(x.F1 - y.F1) < 1e-12 && Math.Abs(x.Auc - y.Auc) < 1e-12;

        string Label(int row)
        {
            var noise = row * 613 % 211 / 211.0;
            return codes[row, 1] + codes[row, 4] / 2 + noise > 0.9 ? "a" : codes[row, 2] > 0 || noise > 0.6 ? "b" : "c";
        }
    }

    [Fact]
    public void Rows_without_a_label_count_nowhere()
    {
        var codes = Codes();
        var probes = Run(codes, row => row % 3 == 0 ? "" : codes[row, 2] > 0 ? "yes" : "no");

        Assert.Equal(["no", "yes"], probes.Select(probe => probe.Label));
        Assert.Equal(Enumerable.Range(0, RowCount).Count(row => row % 3 != 0), probes.Sum(probe => probe.Rows));
        Assert.Equal(1, probes[1].OneUnit.F1);
    }

    [Fact]
    public void Numbers_are_refused() => Assert.Contains("they are numbers", Assert.Throws<InvalidDataException>(() => Run(Codes(), row => $"{row}.5")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_untrained_model_keeps_mechanism_and_L0_and_tells_less()
    {
        var random = new RandomNumbers(9, 1);
        var inputs = new Matrix<float>(600, 16);
        string[] labels = new string[600];
        for (var row = 0; row < 600; row++)
        {
            var of = (int)(random.NextDouble() * 8);
            labels[row] = of.ToString(System.Globalization.CultureInfo.InvariantCulture);
            for (var j = 0; j < 16; j++) inputs[row, j] = (float)((random.NextDouble() - 0.5) * 0.2 + (j == of || j == of + 8 ? 1 : 0));
        }
        using var rows = Rows.From(inputs).WithLabels(labels);
        var options = TrainingOptions.For(new BatchTopKOptions { L0 = 2 }, 32);
        var token = TestContext.Current.CancellationToken;
        var model = SparseAutoencoder.Train(rows, options with { Optimizer = (AdamOptions)options.Optimizer with { Epochs = 40, Batch = 50 } }, cancellation: token);
        var untrained = model.Untrained(rows, token);

        Assert.Equal(2, untrained.Evaluate(rows, token).L0, 0.01);
        Assert.True(model.Evaluate(rows, token).ExplainedVariance > untrained.Evaluate(rows, token).ExplainedVariance + 0.2);
        Assert.True(model.ProbeLabels(rows, token).Average(probe => probe.OneUnit.F1) > untrained.ProbeLabels(rows, token).Average(probe => probe.OneUnit.F1) + 0.1);
        Assert.Throws<ArgumentException>(() => model.ProbeLabels(Rows.From(inputs), token));
    }

    // Each unit is active on about one row of five, by itself.
    private static Matrix<float> Codes()
    {
        var (codes, random) = (new Matrix<float>(RowCount, Units), new RandomNumbers(1, 1));
        foreach (ref var code in codes.All) code = random.NextDouble() < 0.2 ? 0.5f + (float)random.NextDouble() : 0;
        return codes;
    }

    private static IReadOnlyList<LabelProbe> Run(Matrix<float> codes, Func<int, string> label, Matrix<float>? inputs = null)
    {
        using var rows = inputs is null ? Rows.From(codes) : Rows.From(inputs);
        // Which rows of all a selection holds is told by its places.
        return new LabelProbes(rows, chosen => Chosen(codes, chosen), RowTexts.Of([.. Enumerable.Range(0, codes.Rows).Select(label)]), TestContext.Current.CancellationToken).Run();
    }

    private static IRows Chosen(Matrix<float> codes, IRows rows)
    {
        var chosen = new Matrix<float>(rows.Count, codes.Columns);
        for (var row = 0; row < rows.Count; row++) codes.Row(rows.PlaceInSource(row)).CopyTo(chosen.Row(row));
        return Rows.From(chosen);
    }
}
