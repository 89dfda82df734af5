using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Sparsity;

public sealed class BiasSolverTests
{
    private const double Rho = 0.05;

    // Blocks of 1,024 rows in Release and of 7 in Debug, two of which are kept there.
    [Theory, InlineData(1), InlineData(7), InlineData(30), InlineData(1024), InlineData(2500)]
    public void Solve_makes_every_mean_rho_from_any_start(int rows)
    {
        var x = Networks.Numbers(rows, 6, seed: 4);
        var parameters = Networks.Random(6, 9, tied: false, seed: 2).ToParameters<double>();
        double[] starts = [0, -3, 800, -800, 40, -40, 1e-9, 5, -1];
        starts.CopyTo(parameters.EncoderBiases);
        var solver = Solver(x, 9);
        solver.Solve(parameters, TestContext.Current.CancellationToken);
        foreach (var mean in Means(x, parameters)) Close.To(Rho, mean, 1e-13);
        Assert.InRange(solver.Passes, 1, 60);
        Assert.All(solver.Measure(parameters, TestContext.Current.CancellationToken), unit => Close.To(Rho, unit.MeanActivation, 1e-13));
    }

    [Fact]
    public void Solve_again_leaves_every_bias_where_it_is()
    {
        // A guard that takes a step of zero for one that leaves the bracket would throw solved units far away.
        var x = Networks.Numbers(200, 6, seed: 4);
        var parameters = Networks.Random(6, 9, tied: false, seed: 2).ToParameters<double>();
        var solver = Solver(x, 9);
        solver.Solve(parameters, TestContext.Current.CancellationToken);
        var solved = parameters.EncoderBiases.ToArray();
        for (var again = 0; again < 5; again++)
        {
            solver.Solve(parameters, TestContext.Current.CancellationToken);
            Close.To(solved, parameters.EncoderBiases.ToArray(), 1e-13);
            Assert.Equal(1, solver.Passes);
        }
    }

    [Fact]
    public void Solve_takes_few_passes_from_the_biases_training_begins_with()
    {
        var x = Networks.Numbers(500, 20, seed: 4);
        var parameters = new Parameters<double>(20, 30, tied: false);
        new HeldOptions { Rho = Rho }.Initialize(parameters, new RandomNumbers(1, 1));
        var solver = Solver(x, 30);
        solver.Solve(parameters, TestContext.Current.CancellationToken);
        Assert.InRange(solver.Passes, 2, 5);
    }

    [Fact]
    public void Solve_rows_that_are_all_equal_give_the_bias_at_once()
    {
        var x = new double[50, 3];
        for (var r = 0; r < 50; r++) (x[r, 0], x[r, 1], x[r, 2]) = (0.25, 0.5, 1);
        var parameters = Networks.Random(3, 4, tied: false, seed: 2).ToParameters<double>();
        var solver = Solver(x, 4);
        solver.Solve(parameters, TestContext.Current.CancellationToken);
        foreach (var mean in Means(x, parameters)) Close.To(Rho, mean, 1e-14);
        Assert.All(solver.Measure(parameters, TestContext.Current.CancellationToken), unit => Assert.Equal(unit.Low, unit.High));
    }

    [Fact]
    public void Solve_clusters_far_apart_are_met_by_halving_the_bracket()
    {
        // One row in a hundred lies 5,000 above the others: between, the mean is flat at 0.01 and Newton's step goes nowhere.
        var x = new double[100, 1];
        x[99, 0] = 1;
        var parameters = new Parameters<double>(1, 2, tied: false);
        (parameters.EncoderWeights.All[0], parameters.EncoderWeights.All[1]) = (5000, -5000);
        (parameters.EncoderBiases[0], parameters.EncoderBiases[1]) = (-2500, 2500);
        Solver(x, 2).Solve(parameters, TestContext.Current.CancellationToken);
        foreach (var mean in Means(x, parameters)) Close.To(Rho, mean, 1e-11);
    }

    [Fact]
    public void Solve_unit_without_finite_pre_codes_keeps_its_bias_and_the_others_are_solved()
    {
        var x = Networks.Numbers(40, 3, seed: 4);
        var parameters = Networks.Random(3, 3, tied: false, seed: 2).ToParameters<double>();
        parameters.EncoderWeights[1, 2] = double.NaN;
        var kept = parameters.EncoderBiases[1];
        Solver(x, 3).Solve(parameters, TestContext.Current.CancellationToken);
        Assert.Equal(kept, parameters.EncoderBiases[1]);
        var means = Means(x, parameters);
        Close.To(Rho, means[0], 1e-13);
        Close.To(Rho, means[2], 1e-13);
    }

    [Fact]
    public void Solve_gives_the_same_bits_for_any_number_of_threads()
    {
        var x = Networks.Numbers(700, 6, seed: 4);
        using var one = new Workers(1);
        using var three = new Workers(3);
        float[] Biases(Workers workers)
        {
            var parameters = Networks.Random(6, 9, tied: false, seed: 2).ToParameters<float>();
            new BiasSolver<float>(new PreparedRows<float>(Rows.From(x.ToMatrix<float>()), null, unitInterval: true, workers), 9, Rho, workers)
                .Solve(parameters, TestContext.Current.CancellationToken);
            return parameters.EncoderBiases.ToArray();
        }
        Assert.Equal(Biases(one), Biases(three));
    }

    private static BiasSolver<double> Solver(double[,] x, int units) =>
        new(new PreparedRows<double>(Rows.From(x.ToMatrix<double>()), null, unitInterval: true, Workers.Shared), units, Rho, Workers.Shared);

    private static double[] Means(double[,] x, Parameters<double> parameters) =>
    [
        .. Enumerable.Range(0, parameters.HiddenUnits).Select(l => Enumerable.Range(0, x.GetLength(0)).Average(i =>
            ReferenceFunctions.Sigmoid(parameters.EncoderBiases[l] + Enumerable.Range(0, x.GetLength(1)).Sum(j => x[i, j] * parameters.EncoderWeights[l, j])))),
    ];
}
