using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Sparsity;

public sealed class HeldSparsityTests
{
    private const int Inputs = 6, Units = 5, Rows = 40;

    private readonly double[,] _x = Networks.Numbers(Rows, Inputs, seed: 4);

    [Fact]
    public void Reduce_leaves_what_the_written_out_formula_says()
    {
        var (objective, parameters) = Objective();
        var (values, gradients) = _x.Passes<double>(Units);
        var reduced = parameters.Empty();
        objective.Step(values, gradients, reduced);

        // The same without the constraint: a penalty of weight 0.
        var free = parameters.Empty();
        var plain = new Network<double>(parameters, new(new KlOptions { Rho = 0.1, Beta = 0 }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0), Workers.Shared);
        plain.Step(values, gradients, free);
        for (var l = 0; l < Units; l++)
        {
            Assert.Equal(0, reduced.EncoderBiases[l]);
            var slopes = Enumerable.Range(0, Rows).Select(i => values.Codes[i, l] * (1 - values.Codes[i, l])).ToArray();
            for (var j = 0; j < Inputs; j++)
            {
                var centre = Enumerable.Range(0, Rows).Sum(i => slopes[i] * _x[i, j]) / slopes.Sum();
                Assert.Equal(free.EncoderWeights[l, j] - free.EncoderBiases[l] * centre, reduced.EncoderWeights[l, j], 1e-14);
            }
        }
        Assert.Equal(free.DecoderWeights.All.ToArray(), reduced.DecoderWeights.All.ToArray());
        Assert.Equal(free.DecoderBiases.ToArray(), reduced.DecoderBiases.ToArray());
    }

    [Fact]
    public void Follow_keeps_the_means_to_first_order()
    {
        // A step ten times smaller leaves a hundredth of the error.
        double Error(double size)
        {
            var (objective, parameters) = Objective();
            var (values, gradients) = _x.Passes<double>(Units);
            objective.SolveConstraint(Prepared(), TestContext.Current.CancellationToken);
            objective.Step(values, gradients, parameters.Empty());
            var random = new RandomNumbers(3, 3);
            foreach (ref var weight in parameters.EncoderWeights.All) weight += size * (random.NextDouble() - 0.5);
            objective.RestoreConstraint();
            objective.Encode(values);
            return values.UnitSums.ToArray().Max(sum => Math.Abs(sum / Rows - 0.1));
        }
        Assert.InRange(Error(1e-2) / Error(1e-3), 80, 120);
    }

    [Fact]
    public void Follow_goes_as_far_as_the_step_moved_the_rows()
    {
        var (objective, parameters) = Objective();
        for (var i = 0; i < _x.Length; i++) _x[i / Inputs, i % Inputs] = 0.5;              // what moves one row moves all of them as far, and following is exact
        var (values, gradients) = _x.Passes<double>(Units);
        objective.SolveConstraint(Prepared(), TestContext.Current.CancellationToken);
        objective.Step(values, gradients, parameters.Empty());
        foreach (ref var weight in parameters.EncoderWeights.All) weight += 100;
        objective.RestoreConstraint();
        objective.Encode(values);
        foreach (var sum in values.UnitSums) Assert.Equal(0.1, sum / Rows, 1e-12);
    }

    [Fact]
    public void Follow_corrects_drift_by_at_most_a_half()
    {
        // Many rows, so that κ is not small; means far from ρ.
        var (objective, parameters) = Objective();
        var (values, gradients) = Networks.Numbers(1000, Inputs, seed: 4).Passes<double>(Units);
        objective.Step(values, gradients, parameters.Empty());
        var before = parameters.EncoderBiases.ToArray();
        objective.RestoreConstraint();
        for (var l = 0; l < Units; l++) Close.To(before[l] - 0.5, parameters.EncoderBiases[l], 1e-14);
    }

    [Fact]
    public void Step_units_that_are_stuck_get_no_gradient_and_no_NaN()
    {
        var (objective, parameters) = Objective();
        var (values, gradients) = _x.Passes<double>(Units);
        parameters.EncoderBiases[0] = 1000;
        parameters.EncoderBiases[1] = -1000;
        var gradient = parameters.Empty();
        objective.Step(values, gradients, gradient);
        objective.RestoreConstraint();
        foreach (var number in (double[])[.. gradient.All, .. parameters.All]) Assert.True(double.IsFinite(number));
        Assert.All(gradient.EncoderWeights.Row(0).ToArray(), slope => Assert.InRange(slope, -1e-100, 1e-100));
    }

    private PreparedRows<double> Prepared() => new(SparseAutoencoders.Rows.From(_x.ToMatrix<double>()), null, unitInterval: true, Workers.Shared);

    private static (Network<double> Objective, Parameters<double> Parameters) Objective(double rho = 0.1)
    {
        var parameters = Networks.Random(Inputs, Units, tied: false, seed: 2).ToParameters<double>();
        return (new(parameters, new(new HeldOptions { Rho = rho }, new SquaredErrorOptions(), OutputFunction.Sigmoid, 0), Workers.Shared), parameters);
    }
}
