using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Sparsity;

public sealed class ContrastSparsityTests
{
    private const int Inputs = 6, Units = 5, Rows = 40;
    private const double Rho = 0.1;

    private readonly double[,] _x = Networks.Numbers(Rows, Inputs, seed: 4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Blocks of 1,024 rows in Release and of 7 in Debug, two of which are kept there.
    [Theory]
    [InlineData(30, 0.5), InlineData(1024, 0.2), InlineData(2500, 0.8), InlineData(2500, 0.02)]
    public void Solve_makes_every_mean_rho_and_every_contrast_C_from_any_start(int rows, double contrast)
    {
        var x = Networks.Numbers(rows, Inputs, seed: 4);
        var parameters = Networks.Random(Inputs, 9, tied: false, seed: 2).ToParameters<double>();
        double[] starts = [0, -3, 800, -800, 40, -40, 1e-9, 5, -1];
        starts.CopyTo(parameters.EncoderBiases);
        double[] gains = [1, 1, 1, 1, 1e-3, 1e-3, 1e3, 1e3, 30];
        for (var l = 0; l < 9; l++)
            foreach (ref var weight in parameters.EncoderWeights.Row(l)) weight *= gains[l];
        var before = parameters.EncoderWeights.ToArray();
        var solver = new ContrastSolver<double>(Prepared(x), 9, Rho, contrast, Workers.Shared);
        solver.Solve(parameters, Cancellation);
        Assert.InRange(solver.Passes, 2, 60);
        for (var l = 0; l < 9; l++)
        {
            var (mean, square) = Moments(x, parameters, l);
            Close.To(Rho, mean, 1e-12);
            Close.To(contrast, (square - mean * mean) / (mean - mean * mean), 1e-11);
            var stretched = parameters.EncoderWeights[l, 0] / before[l, 0];
            for (var j = 1; j < Inputs; j++) Close.To(stretched * before[l, j], parameters.EncoderWeights[l, j], 1e-13);
        }
        Assert.All(solver.Measure(parameters, Cancellation), unit => Close.To(contrast, unit.Contrast, 1e-11));
    }

    [Fact]
    public void Solve_again_moves_nothing_by_more_than_rounding()
    {
        var parameters = Networks.Random(Inputs, Units, tied: false, seed: 2).ToParameters<double>();
        var solver = new ContrastSolver<double>(Prepared(_x), Units, Rho, 0.5, Workers.Shared);
        solver.Solve(parameters, Cancellation);
        var (weights, biases) = (parameters.EncoderWeights.All.ToArray(), parameters.EncoderBiases.ToArray());
        for (var again = 0; again < 5; again++)
        {
            solver.Solve(parameters, Cancellation);
            Close.To(weights, parameters.EncoderWeights.All.ToArray(), 1e-11);
            Close.To(biases, parameters.EncoderBiases.ToArray(), 1e-11);
            Assert.Equal(1, solver.Passes);
        }
    }

    [Fact]
    public void Units_that_cannot_reach_it_are_named_with_the_reason()
    {
        // Unit 0 sees 0 or 1, and 1 in four tenths of the rows: at a mean of 0.1 its codes are at most 0.25 there. Unit 1 sees the same in every row.
        var x = new double[Rows, 2];
        for (var i = 0; i < Rows; i++) (x[i, 0], x[i, 1]) = (i % 5 < 2 ? 1 : 0, 0.5);
        var parameters = new Parameters<double>(2, 3, tied: false);
        (parameters.EncoderWeights[0, 0], parameters.EncoderWeights[1, 1]) = (1, 1);
        var (station, network) = Network(parameters, 0.5);
        network.SolveConstraint(Prepared(x), Cancellation);
        var report = network.Constraint!.Report(parameters, Prepared(x), "double", Cancellation)!;
        Assert.Equal([1, 2], report.ConstantUnits);
        Assert.False(report.Met);
        Assert.Contains("no gain gives it more than a contrast of 0.1667 at this mean", report.Misses.Single(miss => miss.Unit == 0).Reason, StringComparison.Ordinal);
        Assert.All(report.Misses.Where(miss => miss.Unit > 0), miss => Assert.Contains("the same in all rows", miss.Reason, StringComparison.Ordinal));
        foreach (var unit in Enumerable.Range(0, 3)) Close.To(Rho, Moments(x, parameters, unit).Mean, 1e-12);
        Assert.NotNull(station);
    }

    [Theory, InlineData(0.0), InlineData(0.3)]
    public void Reduced_gradient_is_what_the_written_out_formula_says(double decay)
    {
        var parameters = Networks.Random(Inputs, Units, tied: false, seed: 2).ToParameters<double>();
        var (_, network) = Network(parameters, 0.5, decay);
        var (reduced, free) = (parameters.Empty(), parameters.Empty());
        var (values, gradients) = Passes(network);
        network.StepWithoutDecay([values], [gradients], reduced);
        // The same without the constraint: a penalty of weight 0.
        var plain = new Network<double>(parameters, new(new KlOptions { Rho = Rho, Beta = 0 }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0), Workers.Shared);
        plain.Step(values, gradients, free);
        for (var l = 0; l < Units; l++)
        {
            var (s, hs, u) = (new double[Rows], new double[Rows], new double[Rows]);
            for (var i = 0; i < Rows; i++)
            {
                var h = values.Codes[i, l];
                (s[i], hs[i]) = (h * (1 - h), h * h * (1 - h));
                for (var j = 0; j < Inputs; j++) u[i] += _x[i, j] * parameters.EncoderWeights[l, j];
            }
            double Times(double[] weights, int j) => Enumerable.Range(0, Rows).Sum(i => weights[i] * _x[i, j]);
            double Along(double[] weights) => Enumerable.Range(0, Rows).Sum(i => weights[i] * u[i]);
            // Two equations: nothing is left of the bias's gradient, and nothing along the row.
            var (a, b, p) = (s.Sum(), hs.Sum(), free.EncoderBiases[l]);
            var (c, d) = (Along(s), Along(hs));
            var q = Enumerable.Range(0, Inputs).Sum(j => (free.EncoderWeights[l, j] + 2 * decay * parameters.EncoderWeights[l, j]) * parameters.EncoderWeights[l, j]);
            var determinant = a * d - b * c;
            var (one, two) = ((-p * d + q * b) / determinant, (-q * a + p * c) / determinant);
            for (var j = 0; j < Inputs; j++)
                Assert.Equal(free.EncoderWeights[l, j] + one * Times(s, j) + two * Times(hs, j), reduced.EncoderWeights[l, j], 1e-10);
            Assert.Equal(0, reduced.EncoderBiases[l]);
        }
        Assert.Equal(free.DecoderWeights.All.ToArray(), reduced.DecoderWeights.All.ToArray());
    }

    [Fact]
    public void A_step_is_one_of_the_direction_and_keeps_the_mean_to_first_order()
    {
        // A step ten times smaller leaves a hundredth of the error.
        double Error(double size)
        {
            var parameters = Networks.Random(Inputs, Units, tied: false, seed: 2).ToParameters<double>();
            var (_, network) = Network(parameters, 0.5);
            var (values, gradients) = Passes(network);
            network.SolveConstraint(Prepared(_x), Cancellation);
            network.Step(values, gradients, parameters.Empty());
            var random = new RandomNumbers(3, 3);
            var before = parameters.EncoderWeights.ToArray();
            foreach (ref var weight in parameters.EncoderWeights.All) weight += size * (random.NextDouble() - 0.5);
            var stepped = parameters.EncoderWeights.ToArray();
            network.RestoreConstraint();
            for (var l = 0; l < Units; l++)
            {
                var length = Math.Sqrt(Enumerable.Range(0, Inputs).Sum(j => before[l, j] * before[l, j]));
                for (var j = 0; j < Inputs; j++) Assert.Equal(before[l, j] + length * (stepped[l, j] - before[l, j]), parameters.EncoderWeights[l, j], 1e-9 * length);
            }
            network.Encode(values);
            return values.UnitSums[..Units].ToArray().Max(sum => Math.Abs(sum / Rows - Rho));
        }
        Assert.InRange(Error(1e-3) / Error(1e-4), 80, 120);
    }

    [Fact]
    public void Step_units_that_are_stuck_get_no_NaN()
    {
        var parameters = Networks.Random(Inputs, Units, tied: false, seed: 2).ToParameters<double>();
        (parameters.EncoderBiases[0], parameters.EncoderBiases[1], parameters.EncoderBiases[2]) = (1000, -1000, -60);
        var (_, network) = Network(parameters, 0.5);
        var (values, gradients) = Passes(network);
        var gradient = parameters.Empty();
        network.Step(values, gradients, gradient);
        network.RestoreConstraint();
        foreach (var number in (double[])[.. gradient.All, .. parameters.All]) Assert.True(double.IsFinite(number));
    }

    [Fact]
    public void Figures_are_the_deviations_from_rho_and_from_C()
    {
        var parameters = Networks.Random(Inputs, 2, tied: false, seed: 2).ToParameters<double>();
        var (station, _) = Network(parameters, 0.5);
        var figures = new double[4];
        // Means 0.1 and 0.05; contrasts 0.5 and 0.4.
        station.Judge([10, 5, 100 * (0.01 + 0.5 * 0.09), 100 * (0.0025 + 0.4 * 0.0475)], 100, figures);
        Close.To([0.25, 0.5, 0.1, 0.2], figures, 1e-12);
        Assert.Equal(["rho_deviation_mean", "rho_deviation_max", "contrast_deviation_mean", "contrast_deviation_max"], new HeldOptions { Contrast = 0.5 }.Figures.Select(figure => figure.Key));
        Assert.Equal(["rho_deviation_mean", "rho_deviation_max"], new HeldOptions().Figures.Select(figure => figure.Key));
    }

    private static (double Mean, double Square) Moments(double[,] x, Parameters<double> parameters, int unit)
    {
        var (mean, square, rows) = (0.0, 0.0, x.GetLength(0));
        for (var i = 0; i < rows; i++)
        {
            var z = parameters.EncoderBiases[unit];
            for (var j = 0; j < x.GetLength(1); j++) z += x[i, j] * parameters.EncoderWeights[unit, j];
            var h = 1 / (1 + Math.Exp(-z));
            (mean, square) = (mean + h / rows, square + h * h / rows);
        }
        return (mean, square);
    }

    private (Pass<double> Values, Pass<double> Gradients) Passes(Network<double> network)
    {
        var values = network.CreatePass(Rows, training: true);
        var gradients = new Pass<double>(Rows, Inputs, Units) { SumsPerUnit = 3 };
        values.Resize(Rows, meanOver: Rows);
        gradients.Resize(Rows, meanOver: Rows);
        _x.ToMatrix<double>().All.CopyTo(values.Input.All);
        return (values, gradients);
    }

    private static PreparedRows<double> Prepared(double[,] x) => new(SparseAutoencoders.Rows.From(x.ToMatrix<double>()), null, unitInterval: true, Workers.Shared);

    private static (ISparsity<double> Station, Network<double> Network) Network(Parameters<double> parameters, double contrast, double decay = 0)
    {
        var options = new HeldOptions { Rho = Rho, Contrast = contrast };
        return (options.Create(parameters, Workers.Shared), new(parameters, new(options, new SquaredErrorOptions(), OutputFunction.Sigmoid, decay), Workers.Shared));
    }
}
