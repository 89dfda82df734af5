using CsCheck;
using SparseAutoencoders.Tests.Golden;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Sparsity;

public sealed class KlSparsityTests
{
    private const double Margin = KlDivergence.Margin;

    // A handful of operations, each within half a unit in the last place, and one logarithm.
    private const double Bound = 16 * 2.3e-16;

    private static readonly Gen<double> Share = Gen.Double[1e-6, 1 - 1e-6];

    [Fact]
    public void Value_golden_pairs_agree_to_relative_accuracy_however_close_to_rho() =>
        Assert.All(GoldenFile.Read.Kl.Where(Inside), golden => Close.To(golden.Value, KlDivergence.Value(golden.Rho, golden.MeanActivation), Bound));

    [Fact]
    public void Slope_golden_pairs_agree_to_relative_accuracy_however_close_to_rho() =>
        Assert.All(GoldenFile.Read.Kl.Where(Inside), golden => Close.To(golden.Slope, KlDivergence.Slope(golden.Rho, golden.MeanActivation), Bound));

    [Fact]
    public void Value_silent_unit_counts_as_one_at_the_margin()
    {
        foreach (var rho in new[] { 0.01, 0.05, 0.5, 0.9 })
        {
            // The reference is exact here: nothing cancels this far from rho.
            Close.To(ReferenceFunctions.Kl(rho, Margin), KlDivergence.Value(rho, 0), 1e-14);
            Assert.Equal(KlDivergence.Value(rho, 1 - Margin), KlDivergence.Value(rho, 1));
            Close.To(-rho / Margin, KlDivergence.Slope(rho, 0), 1e-9);
            Close.To((1 - rho) / Margin, KlDivergence.Slope(rho, 1), 1e-4);          // 1 − 1e-12 is itself rounded
            Assert.True(double.IsFinite(KlDivergence.Value(rho, 0)) && double.IsFinite(KlDivergence.Slope(rho, 1)));
        }
    }

    [Fact]
    public void Value_is_zero_at_rho_and_nowhere_else() => Gen.Select(Share, Share).ForAll(20_000, drawn =>
    {
        var (rho, q) = drawn;
        Assert.Equal(0, KlDivergence.Value(rho, rho));
        Assert.False(double.IsNegative(KlDivergence.Value(rho, rho)));
        Assert.True(q == rho || KlDivergence.Value(rho, q) > 0);
        Assert.True(KlDivergence.Value(rho, Math.BitIncrement(rho)) > 0);
        Assert.True(KlDivergence.Value(rho, Math.BitDecrement(rho)) > 0);
    });

    [Fact]
    public void Value_of_the_mirrored_pair_is_the_same() => Gen.Select(Gen.Int[1, 4095], Gen.Int[1, 4095]).ForAll(5_000, drawn =>
    {
        var (rho, q) = (drawn.Item1 / 4096.0, drawn.Item2 / 4096.0);             // 1 − them is exact
        Assert.Equal(KlDivergence.Value(rho, q), KlDivergence.Value(1 - rho, 1 - q));
    });

    [Fact]
    public void Value_grows_away_from_rho_on_both_sides() => Gen.Select(Share, Share, Share).ForAll(20_000, drawn =>
    {
        var (rho, a, b) = drawn;
        var (near, far) = Math.Abs(a - rho) < Math.Abs(b - rho) ? (a, b) : (b, a);
        if ((near - rho) * (far - rho) > 0) Assert.True(KlDivergence.Value(rho, near) <= KlDivergence.Value(rho, far) * (1 + Bound));
    });

    [Fact]
    public void Slope_is_negative_below_rho_positive_above_and_zero_there() => Gen.Select(Share, Share).ForAll(20_000, drawn =>
    {
        var (rho, q) = drawn;
        Assert.Equal(Math.Sign(q - rho), Math.Sign(KlDivergence.Slope(rho, q)));
        Assert.Equal(0, KlDivergence.Slope(rho, rho));
    });

    [Fact]
    public void Forward_gives_sigmoids_and_their_sums_over_rows()
    {
        var z = Networks.Numbers(50, 21, seed: 3, low: -6, high: 6);
        var (values, _) = new double[50, 1].Passes<double>(21);
        z.ToMatrix<double>().All.CopyTo(values.PreCodes.All);
        Station(new KlOptions(), 21).Forward(values);
        for (var l = 0; l < 21; l++)
        {
            var sum = 0.0;
            for (var i = 0; i < 50; i++)
            {
                var code = ReferenceFunctions.Sigmoid(z[i, l]);
                Close.To(code, values.Codes[i, l], 1e-15);
                sum += code;
            }
            Close.To(sum, values.UnitSums[l], 1e-14);
        }
    }

    [Fact]
    public void Backward_adds_beta_times_the_slope_over_rows_to_every_row()
    {
        var options = new KlOptions { Rho = 0.2, Beta = 3 };
        var (values, gradients) = new double[5, 1].Passes<double>(2);
        var station = Station(options, 2);
        Networks.Numbers(5, 2, seed: 3, low: -2, high: 2).ToMatrix<double>().All.CopyTo(values.PreCodes.All);
        station.Forward(values);
        var penalty = station.ApplyPenalty(values.UnitSums, 5).Value;
        gradients.Codes.All.Fill(0.125);
        station.Backward(values, gradients, new(1, 2, tied: false), add: false);

        double[] means = [values.UnitSums[0] / 5, values.UnitSums[1] / 5];
        Close.To(ReferenceFunctions.Kl(0.2, means[0]) + ReferenceFunctions.Kl(0.2, means[1]), penalty, 1e-13);
        for (var i = 0; i < 5; i++)
        {
            for (var l = 0; l < 2; l++)
            {
                var code = values.Codes[i, l];
                Close.To((0.125 + 3 * ReferenceFunctions.KlSlope(0.2, means[l]) / 5) * code * (1 - code), gradients.PreCodes[i, l], 1e-13);
            }
        }
    }

    [Fact]
    public void Penalty_running_keeps_nine_tenths_of_the_old_mean()
    {
        var station = Station(new KlOptions { Rho = 0.2, RhoEstimate = RhoEstimate.Running }, 1);
        Close.To(ReferenceFunctions.Kl(0.2, 0.5), station.ApplyPenalty([2.0], rows: 4).Value, 1e-14);          // the first batch's own mean
        Close.To(ReferenceFunctions.Kl(0.2, 0.9 * 0.5 + 0.1 * 0.1), station.ApplyPenalty([1.0], rows: 10).Value, 1e-14);
        Close.To(ReferenceFunctions.Kl(0.2, 0.9 * 0.46 + 0.1 * 0.3), station.ApplyPenalty([0.3], rows: 1).Value, 1e-14);
    }

    [Fact]
    public void Backward_saturated_unit_gets_no_gradient_and_no_NaN()
    {
        var (values, gradients) = new double[3, 1].Passes<float>(2);
        for (var i = 0; i < 3; i++) (values.PreCodes[i, 0], values.PreCodes[i, 1]) = (1000, -1000);
        var station = new KlOptions().Create(new Parameters<float>(1, 2, tied: false), Workers.Shared);
        station.Forward(values);
        Assert.True(double.IsFinite(station.ApplyPenalty(values.UnitSums, 3).Value));
        station.Backward(values, gradients, new(1, 2, tied: false), add: false);
        foreach (var slope in gradients.PreCodes.All) Assert.InRange(slope, -1e-20f, 1e-20f);
    }

    private static bool Inside(GoldenKl golden) => golden.MeanActivation is >= Margin and <= 1 - Margin;

    private static ISparsity<double> Station(KlOptions options, int units) => options.Create(new Parameters<double>(1, units, tied: false), Workers.Shared);
}
